package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {

    private final SecretKey key = KeyPair.generate(new Random(5), Device.CRYPTO.x25519()).privateKey();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void write() {
        file = directory.resolve("node.key");
        KeyFile.write(file, key);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        assertThat(KeyFile.read(file)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void neverOverwritesAKey() {
        assertThatThrownBy(() -> KeyFile.write(file, key))
                .isInstanceOf(KeyFileException.class).hasMessageContaining("exists already");
    }

    @Test
    void saysHowToMakeAMissingDirectory() {
        assertThatThrownBy(() -> KeyFile.write(directory.resolve("keys").resolve("node.key"), key))
                .isInstanceOf(KeyFileException.class).hasMessageEndingWith("install -d -m 0700 " + directory.resolve("keys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void refusesFilesThatOthersCanUse(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(KeyFileException.class).hasMessageEndingWith("run: chmod 600 " + file);
    }

    @Test
    void takesStricterModes() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(KeyFile.read(file)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c2hvcnQ=", "this is no base64 at all, but it is a secret"})
    void neverRepeatsWhatItCouldNotRead(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(() -> KeyFile.read(file)).isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith(file + " does not hold the base64 of 32 bytes").hasNoCause();
    }

    @Test
    void refusesWhatIsFarTooLong() throws IOException {
        Files.writeString(file, "A".repeat(10_000));
        assertThatThrownBy(() -> KeyFile.read(file))
                .isInstanceOf(KeyFileException.class).hasMessageContaining("32 bytes");
    }

    @Test
    void saysHowToMakeAMissingOne() {
        Path missing = directory.resolve("missing.key");
        assertThatThrownBy(() -> KeyFile.read(missing)).isInstanceOf(KeyFileException.class)
                .hasMessageStartingWith(missing + " does not exist; create it with: sallyport keygen");
        assertThatThrownBy(() -> KeyFile.read(directory))
                .isInstanceOf(KeyFileException.class).hasMessageContaining("is not a regular file");
    }
}
