package io.sallyport.control.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sallyport sessions …}. */
@Command(name = "sessions", description = "End sessions of connectors; 'show sessions' lists them.")
final class SessionsCommand extends CommandGroup {

    SessionsCommand() {
        super("say what to do with sessions");
    }

    @Command(description = "Reset sessions at both ends.")
    int close(@Parameters(paramLabel = "SESSION", arity = "1..*", description = "Numbers as 'sallyport show sessions' lists them.")
            List<Long> ids) {
        int worst = ExitStatus.OK;
        for (long id : ids) {
            Reply reply = sallyport().client().send("DELETE", "/v1/sessions/" + id, Map.of(), null);
            worst = Math.max(worst, show(reply, false, (answer, page) -> page.line("session " + answer.text("id") + " is closed")));
        }
        return worst;
    }
}
