/**
 * What layer 4 tells others about itself, as plain values: states of connectors, services and sessions, and the one list of
 * reasons why a session ended or never began.
 *
 * <p>Immutable, hence any thread. May import {@code l4.plan} and {@code wire}.
 */
package io.sallyport.dataplane.l4.status;
