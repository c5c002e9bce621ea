package io.sallyport.control.config;

/**
 * Something an operator should know that does not stop a document from being applied.
 *
 * @param pointer where, an RFC 6901 JSON pointer; empty is the whole document
 */
public record Warning(String pointer, String message) {
}
