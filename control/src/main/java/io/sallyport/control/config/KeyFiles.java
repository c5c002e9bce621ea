package io.sallyport.control.config;

import io.sallyport.dataplane.tunnel.KeyFile;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.nio.file.Path;

/** Where secrets come from: files named by the configuration. */
@FunctionalInterface
public interface KeyFiles {

    /** @throws KeyFile.KeyFileException in one sentence with its remedy */
    SecretKey read(Path file);

    /** Files of this machine, refused unless only their owner may read them. */
    static KeyFiles onDisk() {
        return KeyFile::read;
    }
}
