package io.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ThisMachineTest {

    @Test
    void itsInterfacesAreTheKernels() {
        assertThat(Machine.here().interfaces()).contains("lo");
    }

    @Test
    void itsLowestPortIsOneThatCanBeHad() throws IOException {
        int firstUnprivileged = Integer.parseInt(Files.readString(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start")).strip());

        assertThat(Machine.here().lowestPort()).isIn(1, firstUnprivileged);
    }
}
