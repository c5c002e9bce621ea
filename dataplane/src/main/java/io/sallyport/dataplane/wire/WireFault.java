package io.sallyport.dataplane.wire;

/** What {@code check} found wrong with a header; {@link #NONE} when every accessor of the view may be used. */
public enum WireFault {
    NONE,
    /** Fewer bytes than the header has, or promises to have. */
    TRUNCATED,
    /** The version field is not that of this protocol. */
    BAD_VERSION,
    /** A header-length field is below the minimum, or points behind the packet. */
    BAD_HEADER_LENGTH,
    /** A length field of the whole packet or message disagrees with the bytes there are. */
    BAD_LENGTH,
    /** An IPv6 extension header where none may stand, or too many of them. */
    BAD_EXTENSION
}
