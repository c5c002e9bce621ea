package io.sallyport.bench.lab;

import io.sallyport.bench.lab.net.JavaProgram;
import io.sallyport.control.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How the lab runs {@code sallyportd}: several beside each other on few cores, so the start counts. What is measured runs with
 * {@code control/sallyportd.options} instead.
 */
final class DaemonJvm {

    /** The packet slab is foreign memory, beside the heap. */
    private static final List<String> SMALL = List.of(
            "-Xmx128m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC", "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED", "-Djnr.ffi.x86asm.enabled=false");

    /**
     * Ten times the defaults: at those the optimizing compiler spends more than half of a start on code that runs only then
     * (3.4 s of CPU against 2.1 s until the first configuration runs). The packet path gets there within a second of traffic.
     */
    private static final List<String> OPTIMIZE_LATER = List.of(
            "-XX:Tier4InvocationThreshold=50000", "-XX:Tier4MinInvocationThreshold=20000",
            "-XX:Tier4CompileThreshold=60000", "-XX:Tier4BackEdgeThreshold=400000");

    private static final List<String> QUIET_ARCHIVE =
            List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-Xlog:aot=off");

    private DaemonJvm() {
    }

    /** @param first whether this daemon leaves its class data for the next start; one does, so that they do not collide */
    static List<String> options(boolean first) {
        List<String> options = new ArrayList<>(SMALL);
        options.addAll(OPTIMIZE_LATER);
        options.addAll(archive(System.getProperty("sallyport.home"), first));
        return options;
    }

    static List<String> command(List<String> options, Path state, Path socket) {
        return JavaProgram.command(options, Main.class.getName(), List.of("--state", state.toString(), "--socket", socket.toString()));
    }

    /** @param home where the launcher lives; null without it: then there is no build to keep class data beside */
    static List<String> archive(String home, boolean first) {
        List<String> flags = new ArrayList<>(QUIET_ARCHIVE);
        if (home != null) {
            flags.add("-XX:SharedArchiveFile=" + Path.of(home, "target", "lab-daemon.jsa"));
            if (first) {
                flags.add("-XX:+AutoCreateSharedArchive");
            }
        }
        return flags;
    }
}
