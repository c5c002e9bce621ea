package io.sallyport.control.cli;

import io.sallyport.control.cli.Style.Paint;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code sallyport events}. */
@Command(name = "events", description = "What has happened: roles, decisions, heartbeats, calls to the provider.")
final class EventsCommand implements Callable<Integer> {

    @ParentCommand
    private Sallyport sallyport;

    @Option(names = "--follow", description = "Go on with whatever happens from now on, until interrupted.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "ID", defaultValue = "0", description = "Only events after this one.")
    private long after;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (follow) {
            sallyport.client().follow("/v1/events?after=" + after, this::print);
            return ExitStatus.OK;
        }
        Reply reply = sallyport.client().get("/v1/events?after=" + after);
        // a refusal is for people, whatever was asked for: a program that reads events would take it for one
        return new Presenter(sallyport, spec).show(reply, json && reply.ok(),
                (answer, page) -> answer.children("events").forEach(event -> line(event, page)));
    }

    /** One event of the stream, as the daemon sends it. */
    private void print(String data) {
        Page page = sallyport.page();
        if (json) {
            page.line(data);
        } else {
            line(Document.parse(data.getBytes(StandardCharsets.UTF_8)), page);
        }
        spec.commandLine().getOut().print(page);
        spec.commandLine().getOut().flush();
    }

    private static void line(Document event, Page page) {
        Paint paint = switch (event.text("level")) {
            case "error" -> Paint.BAD;
            case "warn" -> Paint.WARN;
            default -> Paint.NONE;
        };
        page.line(page.localTime(event.text("at")) + "  " + event.text("kind") + "  " + page.paint(paint, event.text("message")));
    }
}
