package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A pair on a LAN, with real daemons and packets. */
class FailoverIT {

    @Test
    void theStandbyTakesOverFromAMemberThatIsKilled() {
        try (ClusterPair pair = new ClusterPair()) {
            pair.awaitReach(ClusterPair.HOST);
            pair.awaitReach(ClusterPair.MANAGEMENT);
            assertThat(pair.b().namespace().addresses()).doesNotContain(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);
            assertThat(pair.a().namespace().addresses()).contains(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);

            pair.a().process().kill();
            ClusterPair.awaitRole(pair.b(), "active");
            pair.awaitReach(ClusterPair.HOST);
            pair.awaitReach(ClusterPair.MANAGEMENT);
            assertThat(pair.b().namespace().addresses()).contains(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);

            pair.a().start();
            ClusterPair.awaitRole(pair.a(), "standby");
            assertThat(pair.a().namespace().addresses()).doesNotContain(ClusterPair.CLUSTER_IP, ClusterPair.MANAGEMENT);
            pair.awaitReach(ClusterPair.HOST);

            assertThat(pair.a().control().run("cluster", "make-active").ok()).isTrue();
            ClusterPair.awaitRole(pair.a(), "active");
            ClusterPair.awaitRole(pair.b(), "standby");
            pair.awaitReach(ClusterPair.HOST);
        }
    }

    /** While it is frozen, packets pile up at its own addresses on both sides; none of them may come out. */
    @Test
    void aFrozenMemberThatWakesUpForwardsNothing() {
        try (ClusterPair pair = new ClusterPair()) {
            pair.awaitReach(ClusterPair.HOST);
            pair.host().route(ClusterPair.REMOTE + "/32", "via", "192.168.10.11");
            try (Sniffer wan = new Sniffer(pair.a().namespace(), "wan0", "outbound and udp and src 198.51.100.1");
                    Sniffer lan = new Sniffer(pair.a().namespace(), "lan0", "outbound and icmp and src " + ClusterPair.REMOTE)) {
                pair.a().process().signal("STOP");
                pair.host().command("ping", "-n", "-q", "-c", "20", "-i", "0.05", "-W", "1", ClusterPair.REMOTE).run();
                pair.host().ip("route", "del", ClusterPair.REMOTE + "/32");
                ClusterPair.awaitRole(pair.b(), "active");
                pair.awaitReach(ClusterPair.HOST);
                int sent = wan.packets().size();
                int delivered = lan.packets().size();
                pair.a().process().signal("CONT");
                ClusterPair.awaitRole(pair.a(), "standby");
                Deadline.await(Duration.ofSeconds(30), "what piled up to be dropped", () ->
                        pair.a().control().drops().getOrDefault("standby", 0L) >= 20, () -> pair.a().control().drops().toString());
                assertThat(wan.packets()).as("datagrams after it woke up").hasSize(sent);
                assertThat(lan.packets()).as("packets to the LAN after it woke up").hasSize(delivered);
            }
            pair.awaitReach(ClusterPair.HOST);
        }
    }
}
