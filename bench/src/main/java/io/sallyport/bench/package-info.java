/**
 * The test bench: the lab of network namespaces, the demo, benchmarks and the peers they are compared with.
 *
 * <p>May import everything of ours; nothing of ours imports it.
 */
package io.sallyport.bench;
