/**
 * Configuration over time: versions on disk, applying a new one, confirming it, going back.
 *
 * <p>Owner: the conductor thread. Imports {@code config} and {@code config.read}; what applies a configuration to the engine
 * comes in as an {@link io.sallyport.control.config.version.Applier}.
 */
package io.sallyport.control.config.version;
