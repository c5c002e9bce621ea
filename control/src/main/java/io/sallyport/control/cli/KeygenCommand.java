package io.sallyport.control.cli;

import io.sallyport.dataplane.tunnel.KeyFile;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.SecretKey;
import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    @Option(names = "--cluster-secret",
            description = "Make a cluster's secret instead; put the same file on both members. Nothing is printed.")
    private boolean clusterSecret;

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            if (presharedKey || clusterSecret) {
                write(random());
            } else {
                KeyPair pair = KeyPair.generate(new SecureRandom(), X25519.fastest());
                write(pair.privateKey());
                spec.commandLine().getOut().println(pair.publicKey());
            }
            return ExitStatus.OK;
        } catch (KeyFile.KeyFileException | IOException e) {
            throw new CommandFailure(ExitStatus.FAILED, e.getMessage());
        }
    }

    private static SecretKey random() {
        byte[] bytes = new byte[SecretKey.LENGTH];
        new SecureRandom().nextBytes(bytes);
        try {
            return SecretKey.of(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private void write(SecretKey key) throws IOException {
        if (!Files.exists(file)) {
            KeyFile.write(file, key);
        } else if (force) {
            // in one step: whoever reads the file meanwhile gets the old key or the new one
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            KeyFile.write(fresh, key);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            throw new CommandFailure(ExitStatus.FAILED, file + " exists, and peers may rely on its key; "
                    + "choose another name, or replace it with --force");
        }
    }
}
