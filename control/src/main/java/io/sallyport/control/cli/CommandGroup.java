package io.sallyport.control.cli;

import java.util.Map;
import java.util.function.BiConsumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A word that only leads to commands, which are its methods; said alone it is wrong usage. */
abstract class CommandGroup implements Runnable {

    static final String JSON_HELP = "Print the daemon's answer as JSON.";

    @ParentCommand
    private Sallyport sallyport;

    @Spec
    private CommandSpec spec;

    private final String missing;

    /** @param missing what to say when it is said alone */
    CommandGroup(String missing) {
        this.missing = missing;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), missing);
    }

    Sallyport sallyport() {
        return sallyport;
    }

    CommandSpec spec() {
        return spec;
    }

    /** Asks for something to be done, which may take a while. */
    Reply post(String target) {
        return sallyport.changingClient().send("POST", target, Map.of(), new byte[0]);
    }

    /** @return the exit status */
    int show(Reply reply, boolean json, BiConsumer<Document, Page> render) {
        return new Presenter(sallyport, spec).show(reply, json, render);
    }
}
