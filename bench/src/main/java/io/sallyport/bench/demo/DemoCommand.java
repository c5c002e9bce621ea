package io.sallyport.bench.demo;

import io.sallyport.bench.demo.Check.Result;
import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.LabCommand;
import io.sallyport.bench.lab.TextTable;
import io.sallyport.bench.lab.net.Requirements;
import io.sallyport.bench.lab.net.Sandbox;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sallyport demo}. */
@Command(name = "demo",
        description = "Shows four sites at work with real packets, checks what they do, and leaves nothing behind.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every check held",
            "1:a check did not hold",
            "2:wrong usage",
            "69:this machine lacks something; the sentence printed says what",
            "130:interrupted"})
public final class DemoCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int DETAIL_WIDTH = 60;

    @Option(names = "--json", description = "Ends with one line {ok, checks: [{name, ok, detail}]} on standard output; "
            + "the rest goes to standard error.")
    boolean json;

    @Option(names = "--keep", description = "Leaves the lab up afterwards, to be explored.")
    boolean keep;

    @Override
    public Integer call() {
        Console console = json ? Console.error() : Console.standard();
        Optional<String> missing = Requirements.missing();
        if (missing.isPresent()) {
            System.err.println(missing.get());
            return LabCommand.UNAVAILABLE;
        }
        long started = System.nanoTime();
        Demo demo = new Demo(console);
        String id = Sandbox.freshId("demo");
        try (Sandbox sandbox = Sandbox.create(id)) {
            sandbox.guard();
            demo.run(sandbox);
            if (!sandbox.active()) {
                console.line("Interrupted; everything is being removed.");
                return LabCommand.INTERRUPTED;
            }
            if (keep) {
                sandbox.keep();
            }
        }
        List<Result> results = demo.results();
        summary(console, results, System.nanoTime() - started);
        if (keep) {
            console.line("The lab is left up: ./sallyport lab status --id " + id + " · ./sallyport lab down --id " + id);
        }
        if (json) {
            Console.standard().line(json(results));
        }
        return ok(results) ? 0 : FAILED;
    }

    private static boolean ok(List<Result> results) {
        return !results.isEmpty() && results.stream().allMatch(Result::ok);
    }

    private static void summary(Console console, List<Result> results, long nanos) {
        console.heading("What was checked");
        List<List<String>> rows = new ArrayList<>();
        results.forEach(result -> rows.add(List.of(result.ok() ? "✓" : "✗", result.name(), brief(result))));
        TextTable.lines(rows).forEach(line -> console.line("  " + line));
        long held = results.stream().filter(Result::ok).count();
        console.heading("%d of %d checks held, in %s.".formatted(held, results.size(), Console.seconds(nanos)));
    }

    /** The whole of it stood beside the check when it ran. */
    private static String brief(Result result) {
        String line = result.detail().lines().findFirst().orElse("");
        return line.length() <= DETAIL_WIDTH ? line : line.substring(0, DETAIL_WIDTH - 1) + "…";
    }

    static String json(List<Result> results) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode().put("ok", ok(results));
        ArrayNode checks = root.putArray("checks");
        results.forEach(result -> checks.addObject()
                .put("name", result.name()).put("ok", result.ok()).put("detail", result.detail()));
        return mapper.writeValueAsString(root);
    }
}
