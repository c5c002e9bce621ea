package io.sallyport.control.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sallyport completion bash|zsh}. */
@Command(name = "completion",
        description = "Print a completion script; use it by: source <(sallyport completion bash)")
final class CompletionCommand implements Callable<Integer> {

    enum Shell { bash, zsh }

    @Parameters(paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (shell == Shell.zsh) {
            // picocli's script is written for bash; zsh runs it through its own emulation
            spec.commandLine().getOut().println("autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit");
        }
        CommandLine all = spec.root().commandLine();
        for (LauncherCommand command : LauncherCommand.values()) {
            if (!all.getSubcommands().containsKey(command.word())) {
                all.addSubcommand(command.word(), CommandSpec.create());
            }
        }
        spec.commandLine().getOut().println(AutoComplete.bash("sallyport", all));
        return ExitStatus.OK;
    }
}
