package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    @Test
    void theFileIsTheOwnersAloneAndBothHalvesAreKeys(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("cluster.key");

        String publicKey = KeyFile.create(file);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(SecretKey.parse(Files.readString(file)).toBytes()).hasSize(SecretKey.LENGTH);
        assertThat(PublicKey.parse(publicKey)).hasToString(publicKey);
    }

    @Test
    void theCoordinateGoesOutLeastByteFirstAndFilledUp() {
        byte[] bytes = KeyFile.littleEndian(new BigInteger("0102ff", 16));

        assertThat(bytes).hasSize(32).startsWith(0xff, 0x02, 0x01, 0x00).endsWith(0x00);
    }

    @Test
    void aHighTopBitAddsNoByte() {
        assertThat(KeyFile.littleEndian(BigInteger.ONE.shiftLeft(255).subtract(BigInteger.ONE))).hasSize(32);
    }
}
