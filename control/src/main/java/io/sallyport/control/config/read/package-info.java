/**
 * From bytes to a {@link io.sallyport.control.config.Configuration}, or to every fault at once: syntax, then the JSON Schema,
 * then what a schema cannot say (names that exist, prefixes that fit, keys that belong).
 *
 * <p>Owner: any thread; nothing here keeps state between two readings. Imports {@code config} and the data plane's values.
 */
package io.sallyport.control.config.read;
