/**
 * The control socket: HTTP/1.1 and JSON over a unix socket, OpenMetrics beside it.
 *
 * <p>Owner: Netty's loop reads and writes bytes and never waits; each request is answered on a virtual thread of its own,
 * which may wait for the conductor. Imports {@code config}, {@code compile}, {@code reconcile} and the data plane's status
 * records.
 */
package io.sallyport.control.api;
