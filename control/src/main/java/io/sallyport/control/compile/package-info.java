/**
 * From a valid {@link io.sallyport.control.config.Configuration} to what the engine takes: one snapshot of peers and
 * forwarding tables, and the options it starts with; and to layer 4's plan.
 *
 * <p>Owner: the conductor thread. Imports {@code config} and the data plane's values.
 */
package io.sallyport.control.compile;
