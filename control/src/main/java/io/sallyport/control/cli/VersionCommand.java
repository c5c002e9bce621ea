package io.sallyport.control.cli;

import io.sallyport.control.BuildInfo;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sallyport version}. */
@Command(name = "version", description = "Print the version of this command.")
final class VersionCommand implements Callable<Integer> {

    /** What {@code --version} prints, too. */
    static final class Text implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"sallyport " + BuildInfo.version()};
        }
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(new Text().getVersion()[0]);
        return ExitStatus.OK;
    }
}
