package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Requirements;
import io.sallyport.bench.lab.net.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport lab}: leaves the seed network up to be explored with ordinary tools. */
@Command(name = "lab", description = "Four sites in network namespaces, left up to explore.",
        subcommands = {LabCommand.Up.class, LabCommand.Status.class, LabCommand.Down.class})
public final class LabCommand {

    static final int NOT_UP = 3;
    /** EX_UNAVAILABLE of sysexits.h: something that this machine must offer is missing. */
    public static final int UNAVAILABLE = 69;

    /** What shells make of a SIGINT. */
    public static final int INTERRUPTED = 130;

    private LabCommand() {
    }

    static class Choice {
        @Option(names = "--id", paramLabel = "ID", defaultValue = Sandbox.DEFAULT_ID,
                description = "Which lab; another id is a lab of its own beside the first (default: ${DEFAULT-VALUE}).")
        String id;
    }

    @Command(name = "up", description = "Builds the lab and leaves it running.")
    static final class Up extends Choice implements Callable<Integer> {

        @Override
        public Integer call() {
            Console console = Console.standard();
            Optional<String> missing = Requirements.missing();
            if (missing.isPresent()) {
                System.err.println(missing.get());
                return UNAVAILABLE;
            }
            console.heading("Building lab '" + id + "'");
            try (Sandbox sandbox = Sandbox.create(id)) {
                sandbox.guard();
                if (!built(sandbox, console)) {
                    return INTERRUPTED;
                }
                sandbox.keep();
            }
            console.line("");
            LabReportText.lines(LabReport.of(Sandbox.defaultRoot(), id).orElseThrow()).forEach(console::line);
            console.line("  ./sallyport lab down" + (id.equals(Sandbox.DEFAULT_ID) ? "" : " --id " + id));
            return 0;
        }

        /** False when Ctrl-C came in between; then everything is being removed already. */
        private static boolean built(Sandbox sandbox, Console console) {
            try {
                Lab.build(sandbox, console);
                return sandbox.active();
            } catch (CommandException e) {
                if (sandbox.active()) {
                    throw e;
                }
                return false;
            }
        }
    }

    @Command(name = "status", description = "Says who is where; exit status 0 when the lab is up, 3 when it is not.")
    static final class Status extends Choice implements Callable<Integer> {

        @Option(names = "--json", description =
                "An array of {site, role, name, namespace, addresses, networkAddresses, controlSocket}.")
        boolean json;

        @Override
        public Integer call() {
            Path root = Sandbox.defaultRoot();
            Optional<LabReport> report = LabReport.of(root, id);
            Console console = Console.standard();
            if (json) {
                console.line(report.map(LabReportText::json).orElse("[]"));
            } else {
                report.map(LabReportText::lines).orElseGet(() -> absent(root)).forEach(console::line);
            }
            List<String> problems = report.map(LabReport::problems).orElse(List.of());
            problems.forEach(problem -> System.err.println("lab '" + id + "': " + problem));
            return report.filter(LabReport::up).isPresent() ? 0 : NOT_UP;
        }

        private List<String> absent(Path root) {
            List<String> others = Sandbox.ids(root);
            String sentence = "Lab '" + id + "' is not up. Start it with: ./sallyport lab up";
            return others.isEmpty() ? List.of(sentence)
                    : List.of(sentence, "There is: " + String.join(", ", others) + " (name one with --id).");
        }
    }

    @Command(name = "down", description = "Removes every trace of the lab, and of demos that were killed or kept.")
    static final class Down implements Callable<Integer> {

        @Option(names = "--id", paramLabel = "ID", description = "Only this one.")
        String id;

        @Override
        public Integer call() {
            Console console = Console.standard();
            Path root = Sandbox.defaultRoot();
            List<String> ids = id == null ? Sandbox.ids(root) : List.of(id);
            if (ids.isEmpty()) {
                console.line("Nothing to remove.");
            }
            boolean inUse = false;
            for (String each : ids) {
                inUse |= !removed(console, root, each);
            }
            // with no id, what is at work is simply not meant
            return inUse && id != null ? NOT_UP : 0;
        }

        private static boolean removed(Console console, Path root, String id) {
            console.busy("removing '" + id + "'");
            Sandbox.Removal removal = Sandbox.remove(root, id, Sandbox.Scope.ANY);
            switch (removal) {
                case REMOVED -> console.outcome(true, "'" + id + "' is gone: processes, namespaces, files");
                case ABSENT -> console.outcome(true, "'" + id + "' was not there");
                default -> console.line("  - '" + id + "' is left alone: a command that still runs uses it");
            }
            return removal != Sandbox.Removal.IN_USE;
        }
    }
}
