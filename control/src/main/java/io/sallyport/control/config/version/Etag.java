package io.sallyport.control.config.version;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells one document from another: the SHA-256 of its bytes, in hex. */
final class Etag {

    /** Matches any configuration there is (RFC 9110 §13.1.1). */
    static final String ANY = "*";

    private Etag() {
    }

    static String of(byte[] document) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(document));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
