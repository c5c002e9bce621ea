package io.sallyport.control.cli;

import io.sallyport.control.config.read.X25519;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport keygen}. */
@Command(name = "keygen",
        description = "Make a private key, write it to a file that only its owner may read, and print the public key.")
final class KeygenCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Where to write the key, such as /etc/sallyport/keys/edge1.key.")
    private Path file;

    @Option(names = "--psk", description = "Make a preshared key instead, for both ends of one pair; nothing is printed.")
    private boolean presharedKey;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        SecretKey key = generate();
        KeyFile.write(file, key, force);
        if (!presharedKey) {
            spec.commandLine().getOut().println(X25519.publicKeyOf(key));
        }
        return ExitStatus.OK;
    }

    private SecretKey generate() {
        byte[] bytes = new byte[SecretKey.LENGTH];
        new SecureRandom().nextBytes(bytes);
        try {
            if (!presharedKey) {
                // RFC 7748 §5, as "wg genkey" does: every implementation then reads the same number
                bytes[0] &= (byte) 0xf8;
                bytes[31] = (byte) (bytes[31] & 0x7f | 0x40);
            }
            return SecretKey.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
