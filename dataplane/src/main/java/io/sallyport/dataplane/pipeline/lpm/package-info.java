/**
 * Longest prefix match: one immutable trie for both families, behind the routes, the inside NATs and the access rules.
 *
 * <p>Built off the hot path, then read by any worker. Imports {@code wire} only.
 */
package io.sallyport.dataplane.pipeline.lpm;
