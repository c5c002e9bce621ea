package io.sallyport.control.config;

/**
 * One thing that is wrong with a document.
 *
 * @param pointer where, an RFC 6901 JSON pointer; empty is the whole document
 * @param value   what stands there, shortened; empty when nothing does
 * @param limit   what would be accepted; empty when the message says it all
 * @param message what is wrong and what to do, one sentence
 */
public record Fault(String pointer, String value, String limit, String message) {
}
