package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.control.compile.Compiler;
import io.sallyport.control.compile.DnsResolver;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.dataplane.engine.EngineException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String LOCAL_NODE = "\"privateKeyFile\": \"/etc/sallyport/keys/EdgeCluster1.key\"";

    private final FakeDataplane dataplane = new FakeDataplane();
    private final FakeL4Plane l4 = new FakeL4Plane();
    private final FakeHostKernel kernel = new FakeHostKernel();
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            dataplane::open, kernel.network(), new Layer4(l4::open), Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void theFirstConfigurationOpensTheEngineAndTheHostFollows() {
        List<Warning> warnings = gateway.apply(edge1(""), 1);

        assertThat(warnings).isEmpty();
        assertThat(dataplane.applied()).singleElement().satisfies(snapshot -> assertThat(snapshot.version()).isEqualTo(1));
        assertThat(kernel.up).isTrue();
        assertThat(gateway.running()).hasValueSatisfying(running -> {
            assertThat(running.version()).isEqualTo(1);
            assertThat(running.since()).isEqualTo(NOW);
        });
    }

    @Test
    void aLaterConfigurationKeepsTheEngineAndSaysWhatWaitsForARestart() {
        gateway.apply(edge1(""), 1);

        List<Warning> warnings = gateway.apply(edge1(", \"listenPort\": 51999, \"tun\": {\"name\": \"sp9\"}"), 2);

        assertThat(dataplane.options().listenPort()).isEqualTo(51820);
        assertThat(warnings).extracting(Warning::pointer).containsExactly("/node/tun/name", "/node/listenPort");
        assertThat(warnings.getLast().message()).contains("51999").contains("restart").contains("51820");
        assertThat(kernel.addresses).as("the host's side stays with the device that is open").isNotEmpty();
    }

    @Test
    void aFieldThatGoesBackToWhatTheEngineWasOpenedWithWaitsForNothing() {
        gateway.apply(edge1(""), 1);
        gateway.apply(edge1(", \"listenPort\": 51999"), 2);

        assertThat(gateway.restartRequired(edge1(", \"listenPort\": 51998"))).extracting(Warning::pointer)
                .containsExactly("/node/listenPort");
        assertThat(gateway.restartRequired(edge1(""))).isEmpty();
    }

    @Test
    void aConfigurationIsNotAppliedToAFailedEngineButToANewOne() {
        gateway.apply(edge1(""), 1);
        dataplane.failWorker();

        gateway.apply(edge1(", \"listenPort\": 51999"), 2);

        assertThat(dataplane.opened()).isEqualTo(2);
        assertThat(dataplane.options().listenPort()).isEqualTo(51999);
        assertThat(gateway.engineFault()).isEmpty();
    }

    @Test
    void anEngineThatDoesNotOpenLeavesNothingRunning() {
        dataplane.refuse("UDP port 51820 is in use; stop what uses it, or choose another node.listenPort");

        assertThatThrownBy(() -> gateway.apply(edge1(""), 1)).isInstanceOf(EngineException.class).hasMessageContaining("51820");

        assertThat(gateway.running()).isEmpty();
        assertThat(gateway.engineStatus()).isEmpty();
        assertThat(kernel.up).isFalse();
    }

    @Test
    void afterAFailedStartTheNextConfigurationOpensTheEngineWithItsOwnOptions() {
        dataplane.refuse("no");
        assertThatThrownBy(() -> gateway.apply(edge1(""), 1)).isInstanceOf(EngineException.class);
        dataplane.refuse(null);

        gateway.apply(edge1(", \"listenPort\": 51999"), 2);

        assertThat(dataplane.options().listenPort()).isEqualTo(51999);
    }

    @Test
    void aRefusedLaterConfigurationLeavesTheEarlierOneInStatus() {
        gateway.apply(edge1(""), 1);
        dataplane.refuse("a worker does not answer");

        assertThatThrownBy(() -> gateway.apply(edge1(""), 2)).isInstanceOf(EngineException.class);

        assertThat(gateway.running()).hasValueSatisfying(running -> assertThat(running.version()).isEqualTo(1));
        assertThat(dataplane.closed()).isFalse();
    }

    @Test
    void closingStopsTheEngineAndClearsTheHost() {
        gateway.apply(edge1(""), 1);

        gateway.close();

        assertThat(dataplane.closed()).isTrue();
        assertThat(kernel.addresses).isEmpty();
        assertThat(gateway.engineStatus()).isEmpty();
    }

    private static Configuration edge1(String moreOfNode) {
        byte[] document = SeedNetwork.edited("edge1", LOCAL_NODE, LOCAL_NODE + moreOfNode);
        return ((ReadResult.Valid) new ConfigReader(SeedNetwork.keyFiles()).read(document)).configuration();
    }
}
