package io.sallyport.bench;

import io.sallyport.bench.demo.DemoCommand;
import io.sallyport.bench.lab.LabCommand;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.peers.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Main class of the bench; the launcher hands {@code sallyport lab}, {@code demo} and {@code bench} over to it. */
@Command(name = "sallyport", description = "The lab, the demo and the benchmarks.",
        subcommands = {LabCommand.class, DemoCommand.class, BenchCommand.class})
public final class Bench {

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Show this help.")
    private boolean help;

    private Bench() {
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, with faults told in a sentence and only the unexpected ones with their trace. */
    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setExecutionExceptionHandler((fault, command, parsed) -> {
            if (fault instanceof CommandException || fault instanceof IllegalArgumentException) {
                command.getErr().println(fault.getMessage());
            } else {
                fault.printStackTrace(command.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
    }
}
