package io.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.tunnel.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerOnlyKeyFilesTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void readsAFileThatOnlyItsOwnerMayRead(String mode) throws IOException, KeyFileException {
        assertThat(KeyFiles.onDisk().read(file(KEY + "\n", mode))).isEqualTo(SecretKey.parse(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw------x"})
    void refusesAFileThatOthersMayUse(String mode) throws IOException {
        Path file = file(KEY, mode);

        assertThatThrownBy(() -> KeyFiles.onDisk().read(file)).isInstanceOf(KeyFileException.class)
                .hasMessage(file + " may be used by others than its owner; run: chmod 0600 " + file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=AAAA",
            "not base64 at all, but 44 characters long....."})
    void refusesWhatIsNoKeyAndDoesNotRepeatIt(String content) throws IOException {
        Path file = file(content, "rw-------");

        assertThatThrownBy(() -> KeyFiles.onDisk().read(file)).isInstanceOf(KeyFileException.class)
                .hasMessage(file + " holds no key: it must be the base64 of 32 bytes, as 'sallyport keygen' writes it");
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> KeyFiles.onDisk().read(directory.resolve("no.key"))).isInstanceOf(KeyFileException.class)
                .hasMessageContaining("does not exist; make the key with 'sallyport keygen'");
        assertThatThrownBy(() -> KeyFiles.onDisk().read(directory)).isInstanceOf(KeyFileException.class)
                .hasMessageContaining("is not a regular file");
    }

    private Path file(String content, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve("test.key"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
