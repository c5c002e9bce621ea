package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.net.Command;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pair on a LAN, with real daemons and packets. */
class FailoverIT {

    @Test
    void theStandbyTakesOverFromAMemberThatIsKilled() {
        try (ClusterPair pair = new ClusterPair()) {
            pair.awaitReach(ClusterPair.HOST);
            pair.awaitReach(ClusterPair.MANAGEMENT);
            assertThat(addresses(pair.b())).doesNotContain(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);
            assertThat(addresses(pair.a())).contains(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);

            pair.a().process().kill();
            ClusterPair.awaitRole(pair.b(), "active");
            pair.awaitReach(ClusterPair.HOST);
            pair.awaitReach(ClusterPair.MANAGEMENT);
            assertThat(addresses(pair.b())).contains(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);

            pair.a().start();
            ClusterPair.awaitRole(pair.a(), "standby");
            assertThat(addresses(pair.a())).doesNotContain(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);
            pair.awaitReach(ClusterPair.HOST);

            assertThat(pair.a().control().run("cluster", "make-active").ok()).isTrue();
            ClusterPair.awaitRole(pair.a(), "active");
            ClusterPair.awaitRole(pair.b(), "standby");
            pair.awaitReach(ClusterPair.HOST);
        }
    }

    @Test
    void aFrozenMemberThatWakesUpForwardsNothing() {
        try (ClusterPair pair = new ClusterPair()) {
            pair.awaitReach(ClusterPair.HOST);
            long pid = pair.a().process().pid();
            Command.of("kill", "-STOP", Long.toString(pid)).output();
            ClusterPair.awaitRole(pair.b(), "active");
            pair.awaitReach(ClusterPair.HOST);
            try (Sniffer sniffer = new Sniffer(pair.a().namespace(), "wan0", "udp and src 198.51.100.1")) {
                Command.of("kill", "-CONT", Long.toString(pid)).output();
                ClusterPair.awaitRole(pair.a(), "standby");
                assertThat(sniffer.packets()).isEmpty();
            }
            pair.awaitReach(ClusterPair.HOST);
        }
    }

    private static List<String> addresses(Sallyportd gateway) {
        return gateway.namespace().ip("-o", "-4", "address", "show").lines()
                .map(line -> line.split("\\s+")[3].split("/")[0]).toList();
    }
}
