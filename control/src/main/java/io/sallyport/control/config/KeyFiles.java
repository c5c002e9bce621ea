package io.sallyport.control.config;

import io.sallyport.dataplane.tunnel.SecretKey;
import java.nio.file.Path;

/** Where secrets come from: files named by the configuration. */
@FunctionalInterface
public interface KeyFiles {

    /** @throws KeyFileException when the file is missing, may be read by others, or holds no key */
    SecretKey read(Path file) throws KeyFileException;

    /** Files of this machine, refused unless only their owner may read them. */
    static KeyFiles onDisk() {
        return new OwnerOnlyKeyFiles();
    }
}
