package io.sallyport.control.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport test …}. */
@Command(name = "test", description = "Try whether something can be reached; in a clone, alone, it runs all tests.")
final class TestCommand implements Runnable {

    @ParentCommand
    private Sallyport sallyport;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to test");
    }

    @Command(description = "Dial a service's backend as its sessions do: resolve, connect, time it, say why not.",
            exitCodeListHeading = "%nExit status, beside the usual:%n",
            exitCodeList = {"0:reachable", "1:unreachable, or there is no such service"})
    int service(
            @Parameters(paramLabel = "NAME", description = "Such as 'sallyport show services' lists.") String name,
            @Option(names = "--json", description = "Print the daemon's answer as JSON.") boolean json) {
        Reply reply = sallyport.changingClient().send("POST", "/v1/services/" + Target.segment(name) + "/test", Map.of(), new byte[0]);
        int exitStatus = new Presenter(sallyport, spec).show(reply, json, SessionScreens::test);
        boolean unreachable = reply.ok() && !reply.document().text("result").equals("reachable");
        return unreachable ? ExitStatus.FAILED : exitStatus;
    }
}
