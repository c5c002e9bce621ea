/**
 * The stages between the LAN port and the tunnel, and the tables they look up. The order of the stages stands in
 * {@code Pipeline}, and nowhere else.
 *
 * <p>Owner: one worker. Stages lock nothing, allocate nothing, log nothing and never throw on a packet. Sibling stages never
 * import each other. Imports {@code wire}, {@code packet}, {@code offload}, {@code stats}.
 */
package io.sallyport.dataplane.pipeline;
