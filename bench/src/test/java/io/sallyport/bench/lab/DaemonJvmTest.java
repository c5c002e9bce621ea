package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaemonJvmTest {

    @Test
    void oneDaemonWritesTheClassDataThatAllRead() {
        String archive = "-XX:SharedArchiveFile=/opt/sallyport/target/lab-daemon.jsa";

        assertThat(DaemonJvm.archive("/opt/sallyport", true)).contains(archive, "-XX:+AutoCreateSharedArchive");
        assertThat(DaemonJvm.archive("/opt/sallyport", false)).contains(archive).doesNotContain("-XX:+AutoCreateSharedArchive");
    }

    @Test
    void withoutALauncherNothingIsKept() {
        assertThat(DaemonJvm.archive(null, true)).noneMatch(flag -> flag.contains("SharedArchiveFile"));
    }

    @Test
    void theDaemonIsToldItsStateAndItsSocket() {
        List<String> command = DaemonJvm.command(DaemonJvm.options(false), Path.of("/run/state"), Path.of("/run/control.sock"));

        assertThat(command).containsSubsequence("--state", "/run/state", "--socket", "/run/control.sock");
    }
}
