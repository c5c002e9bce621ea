package io.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.linux.Capabilities;
import io.sallyport.dataplane.linux.Capability;
import io.sallyport.dataplane.linux.Sysctl;
import org.junit.jupiter.api.Test;

class ThisMachineTest {

    @Test
    void itsInterfacesAreTheKernels() {
        assertThat(Machine.here().interfaces()).contains("lo");
    }

    @Test
    void itsLowestPortFollowsTheCapability() {
        int firstUnprivileged = Sysctl.get("net/ipv4/ip_unprivileged_port_start").map(Integer::parseInt).orElseThrow();
        boolean capable = Capabilities.has(Capability.CAP_NET_BIND_SERVICE);

        assertThat(Machine.here().lowestPort()).isEqualTo(capable ? 1 : firstUnprivileged);
    }
}
