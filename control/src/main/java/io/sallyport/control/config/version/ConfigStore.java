package io.sallyport.control.config.version;

import java.nio.file.Path;

/** Versions on disk, under the state directory. */
public final class ConfigStore {

    /** How many versions are kept unless asked otherwise. */
    public static final int DEFAULT_KEEP = 50;

    public ConfigStore(Path stateDirectory, int keep) {
    }
}
