package io.sallyport.bench.lab.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for main classes of ours, to be run as processes of their own with this one's JDK and class path. */
public final class JavaProgram {

    /** A small, quick JVM for programs that do little and must not take memory from what is measured. */
    public static final List<String> SMALL = List.of(
            "-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:-UsePerfData");

    private JavaProgram() {
    }

    public static List<String> command(List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        return command;
    }
}
