package io.sallyport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Health.Overlay;
import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.control.reconcile.FakeDataplane;
import io.sallyport.control.reconcile.FakeHostKernel;
import io.sallyport.control.reconcile.FakeL4Plane;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.Layer4;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.LinuxException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthProbeTest {

    private final FakeDataplane dataplane = new FakeDataplane();
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            dataplane::open, FakeHostKernel.host(), new Layer4(new FakeL4Plane()::open), Clock.systemUTC());
    private List<Link> links = List.of(link("eth0", true, true), link("eth1", true, true));

    private static Link link(String name, boolean up, boolean carrier) {
        return new Link(1, name, 1_500, up, carrier);
    }

    @BeforeEach
    void run() {
        Configuration configuration = ((ReadResult.Valid) new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine())
                .read(SeedNetwork.document("aws"))).configuration();
        gateway.apply(configuration, 1);
    }

    private Health health() {
        return health(() -> links);
    }

    private Health health(Supplier<List<Link>> source) {
        HealthProbe probe = new HealthProbe(gateway, source);
        probe.monitor(List.of("eth0", "eth1"));
        return probe.get();
    }

    @Test
    void allIsWell() {
        assertThat(health().causes()).isEmpty();
        assertThat(health().overlay()).isEqualTo(Overlay.UP);
        assertThat(health().progress()).isPositive();
    }

    @Test
    void everyLinkThatFailsIsNamed() {
        links = List.of(link("eth0", true, false));
        assertThat(health().causes()).containsExactly("interface eth0 has no link", "interface eth1 is gone");
        links = List.of(link("eth0", false, false), link("eth1", true, true));
        assertThat(health().causes()).containsExactly("interface eth0 is down");
    }

    @Test
    void aKernelThatDoesNotAnswerIsACause() {
        assertThat(health(() -> {
            throw new LinuxException("cannot list the network interfaces");
        }).causes()).hasSize(1).first().asString().contains("cannot list");
    }

    @Test
    void aWorkerThatDoesNothingOrHasEndedIsACause() {
        dataplane.stall(1_500);
        assertThat(health().causes()).containsExactly("worker 0 has made no progress for 1500 ms");
        dataplane.stall(0);
        dataplane.failWorker();
        assertThat(health().causes()).hasSize(1).first().asString().contains("has ended");
    }

    @Test
    void tunnelsAreUpWhenOneIs() {
        List.of("EdgeCluster1", "EdgeCluster2", "EdgeCluster3").forEach(peer -> dataplane.peerState(peer, "down"));
        assertThat(health().overlay()).isEqualTo(Overlay.DOWN);
        dataplane.peerState("EdgeCluster2", "connecting");
        assertThat(health().overlay()).isEqualTo(Overlay.UNKNOWN);
        dataplane.peerState("EdgeCluster3", "up");
        assertThat(health().overlay()).isEqualTo(Overlay.UP);
    }
}
