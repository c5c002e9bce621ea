/**
 * The whole system under test: real daemons, real kernels, the real programs of others, in sandboxes that leave no trace. May
 * import everything; nothing imports it. Each class draws its network, and has a deadline.
 */
package io.sallyport.bench.it;
