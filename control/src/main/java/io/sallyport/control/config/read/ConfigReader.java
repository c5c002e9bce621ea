package io.sallyport.control.config.read;

import io.sallyport.control.config.KeyFiles;

/** Reads documents. */
public final class ConfigReader {

    private final KeyFiles keyFiles;

    /** @param keyFiles asked for every key that the document names */
    public ConfigReader(KeyFiles keyFiles) {
        this.keyFiles = keyFiles;
    }

    public ReadResult read(byte[] document) {
        throw new UnsupportedOperationException("the reader is not written yet");
    }
}
