/**
 * A link in memory between two ports, with losses, duplicates and reorderings that a seed determines: what tests and benches
 * run the engine over.
 *
 * <p>Owner: both ends belong to the one thread that runs both workers. Imports {@code packet}, {@code stats}.
 */
package io.sallyport.dataplane.port.memory;
