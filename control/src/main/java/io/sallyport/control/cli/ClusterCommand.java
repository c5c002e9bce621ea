package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport cluster …}. */
@Command(name = "cluster", description = "Say which member is to be active, or look whether a failover could be made; 'show cluster' shows both.")
final class ClusterCommand extends CommandGroup {

    ClusterCommand() {
        super("say what the cluster shall do");
    }

    @Command(name = "make-active", description = "Make this member the active one.")
    int makeActive(@Option(names = "--json", description = JSON_HELP) boolean json) {
        return wish("make-active", json);
    }

    @Command(description = "Hand over to the other member, if it can take over.")
    int relinquish(@Option(names = "--json", description = JSON_HELP) boolean json) {
        return wish("relinquish", json);
    }

    @Command(description = "Look whether a failover could be made: credentials, permissions, subnet, routes, the partner. Run it on both members.")
    int validate(
            @Option(names = "--fix", description = "Switch off source/destination checks that are on.") boolean fix,
            @Option(names = "--json", description = JSON_HELP) boolean json) {
        Reply reply = post("/v1/cluster/validate" + (fix ? "?fix=true" : ""));
        int exitStatus = show(reply, json, ClusterScreen::validation);
        return exitStatus == ExitStatus.OK && !reply.document().flag("ok") ? ExitStatus.FAILED : exitStatus;
    }

    private int wish(String what, boolean json) {
        return show(post("/v1/cluster/" + what), json, (answer, page) -> page.line(page.paint(Paint.GOOD, "Handed to the cluster")
                + "; 'sallyport show cluster' says what became of it, and why."));
    }
}
