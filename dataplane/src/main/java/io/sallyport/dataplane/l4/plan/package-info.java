/**
 * What layer 4 shall do, as passive data: compiled by control from the configuration, compared record by record when it changes.
 *
 * <p>Immutable, hence any thread. May import {@code wire}.
 */
package io.sallyport.dataplane.l4.plan;
