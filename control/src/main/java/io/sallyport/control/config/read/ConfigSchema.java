package io.sallyport.control.config.read;

/** The document's JSON Schema (draft 2020-12): the one place where shapes, units, limits and defaults stand. */
public final class ConfigSchema {

    private ConfigSchema() {
    }

    /** The schema as it is served. */
    public static byte[] document() {
        throw new UnsupportedOperationException("the schema is not written yet");
    }
}
