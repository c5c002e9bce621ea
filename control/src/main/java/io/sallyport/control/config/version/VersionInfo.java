package io.sallyport.control.config.version;

import java.time.Instant;

/**
 * A version without its document.
 *
 * @param etag  SHA-256 of the document as it was pushed, in hex
 * @param bytes size of the document
 */
public record VersionInfo(long version, String etag, Instant when, Author author, State state, long bytes) {

    VersionInfo accepted() {
        return new VersionInfo(version, etag, when, author, State.ACCEPTED, bytes);
    }

    public enum State {
        /** Became the configuration to boot from. */
        ACCEPTED,
        /** Was applied or tried, and never confirmed. */
        UNCONFIRMED
    }
}
