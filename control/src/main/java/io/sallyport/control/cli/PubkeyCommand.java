package io.sallyport.control.cli;

import io.sallyport.control.config.KeyFileException;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.read.X25519;
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
            spec.commandLine().getOut().println(X25519.publicKeyOf(KeyFiles.onDisk().read(file)));
            return ExitStatus.OK;
        } catch (KeyFileException e) {
            throw new CommandFailure(ExitStatus.FAILED, e.getMessage());
        }
    }
}
