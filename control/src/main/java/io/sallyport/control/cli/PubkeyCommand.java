package io.sallyport.control.cli;

import io.sallyport.dataplane.tunnel.KeyFile;
import io.sallyport.dataplane.tunnel.KeyPair;
import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport pubkey}. */
@Command(name = "pubkey", description = "Print the public key of a private key's file.")
final class PubkeyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file that 'sallyport keygen' or 'wg genkey' wrote.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try {
            spec.commandLine().getOut().println(KeyPair.of(KeyFile.read(file), X25519.fastest()).publicKey());
            return ExitStatus.OK;
        } catch (KeyFile.KeyFileException e) {
            throw new CommandFailure(ExitStatus.FAILED, e.getMessage());
        }
    }
}
