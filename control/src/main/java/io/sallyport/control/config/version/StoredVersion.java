package io.sallyport.control.config.version;

/** A version as it lies on disk; {@code document} is verbatim what was pushed. The array is not copied: do not change it. */
public record StoredVersion(VersionInfo info, byte[] document) {
}
