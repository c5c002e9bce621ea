package io.sallyport.control.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport test …}. */
@Command(name = "test", description = "Try whether something can be reached; in a clone, alone, it runs all tests.")
final class TestCommand extends CommandGroup {

    TestCommand() {
        super("say what to test");
    }

    @Command(description = "Dial a service's backend as its sessions do: resolve, connect, time it, say why not.",
            exitCodeListHeading = "%nExit status, beside the usual:%n",
            exitCodeList = {"0:reachable", "1:unreachable, or there is no such service"})
    int service(
            @Parameters(paramLabel = "NAME", description = "Such as 'sallyport show services' lists.") String name,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        Reply reply = post("/v1/services/" + Target.segment(name) + "/test");
        int exitStatus = show(reply, json, SessionScreens::test);
        boolean unreachable = reply.ok() && !reply.document().text("result").equals("reachable");
        return unreachable ? ExitStatus.FAILED : exitStatus;
    }
}
