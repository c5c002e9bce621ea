/**
 * The one JSON document as immutable records, what is wrong with it ({@link io.sallyport.control.config.Fault}), and what
 * differs between two of them.
 *
 * <p>Fields hold parsed values (prefixes, addresses, keys), so that a text is read once and every later reader is sure of it.
 * A component is {@code null} only while a faulty document is being checked for further faults; a configuration that
 * {@code read} hands out has none. Secrets never stand in the document, only the paths of the files that hold them.
 *
 * <p>Owner: values, any thread. Imports the data plane's values and Jackson's annotations, and {@code linux} for
 * {@link io.sallyport.control.config.Machine}.
 */
package io.sallyport.control.config;
