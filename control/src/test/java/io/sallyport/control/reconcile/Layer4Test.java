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
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Layer 4 beside the engine, in the gateway that runs both. */
class Layer4Test {

    private static final String WEB = """
            {"name": "web", "protocol": "tcp", "listenInterface": "eth1", "port": 8080, "service": "10.0.1.15:80"}""";

    private final FakeDataplane dataplane = new FakeDataplane();
    private final FakeL4Plane l4 = new FakeL4Plane();
    private final FakeHostKernel kernel = new FakeHostKernel();
    private final Layer4 layer4 = new Layer4(l4::open);
    private final Gateway gateway = new Gateway(new Compiler(new DnsResolver(Duration.ofSeconds(1))), SeedNetwork.keyFiles(),
            dataplane::open, kernel.network(), layer4, Clock.systemUTC());

    @Test
    void aNodeWithoutConnectorsAndServicesOpensNoLayer4() {
        gateway.apply(configuration(""), 1);

        assertThat(l4.isOpen()).isFalse();
        assertThat(layer4.status()).isEmpty();
    }

    @Test
    void theFirstConnectorOpensItAndTheLastOneLeavesItOpen() {
        gateway.apply(configuration(""), 1);
        gateway.apply(configuration(WEB), 2);

        assertThat(l4.transport()).isEqualTo(TransportChoice.EPOLL);
        assertThat(l4.applied().getLast().connectors()).extracting(ConnectorPlan::name).containsExactly("web");

        gateway.apply(configuration(""), 3);

        assertThat(l4.isOpen()).isTrue();
        assertThat(l4.applied().getLast()).isEqualTo(L4Plan.EMPTY);
    }

    @Test
    void anEngineThatRefusesLeavesLayer4AsItWas() {
        gateway.apply(configuration(WEB), 1);
        dataplane.refuse("a worker does not answer");

        assertThatThrownBy(() -> gateway.apply(configuration(WEB.replace("8080", "8081")), 2)).isInstanceOf(EngineException.class);

        assertThat(l4.applied()).hasSize(1);
    }

    @Test
    void aPushThatLayer4RefusesFailsAndTheFirstOneLeavesNothingBehind() {
        l4.refuse("io_uring is not available");

        assertThatThrownBy(() -> gateway.apply(configuration(WEB), 1)).hasMessageContaining("io_uring");

        assertThat(gateway.running()).isEmpty();
        assertThat(dataplane.closed()).isTrue();
    }

    @Test
    void atBootTheEngineRunsWithoutLayer4WhichIsTriedAgain() {
        l4.refuse("io_uring is not available");

        assertThat(gateway.resume(configuration(WEB), 1)).extracting(Warning::message).singleElement().asString()
                .contains("layer 4 does not run").contains("io_uring");
        assertThat(dataplane.applied()).hasSize(1);
        assertThat(gateway.running()).isPresent();
        assertThat(layer4.problems()).singleElement().asString().contains("io_uring");

        layer4.reconcile();
        assertThat(l4.isOpen()).isFalse();

        l4.refuse(null);
        layer4.reconcile();
        assertThat(l4.applied()).hasSize(1);
        assertThat(layer4.problems()).isEmpty();

        layer4.reconcile();
        assertThat(l4.applied()).as("what runs is not applied again").hasSize(1);
    }

    @Test
    void aFailedEngineIsReopenedWithoutTouchingLayer4() {
        gateway.apply(configuration(WEB), 1);
        dataplane.failWorker();

        gateway.reopenEngine();

        assertThat(dataplane.opened()).isEqualTo(2);
        assertThat(l4.applied()).hasSize(1);
        assertThat(l4.isOpen()).isTrue();
    }

    @Test
    void anAddressThatCannotBeBoundIsAWarningAtItsConnectorAndAProblem() {
        String why = "tcp 10.0.1.50:8080 is in use by another process";
        l4.listensAt("web", new Listening(new InetSocketAddress("10.0.1.50", 8080), why));

        assertThat(gateway.apply(configuration(WEB), 1)).containsExactly(new Warning("/connectors/0", why));
        assertThat(layer4.problems()).containsExactly("connector web: " + why);
    }

    @Test
    void anotherTransportWaitsForARestart() {
        gateway.apply(configuration(WEB), 1);
        Configuration other = configuration(WEB, "\"node\": {\"transport\": \"auto\", ");

        assertThat(gateway.restartRequired(other)).extracting(Warning::pointer).containsExactly("/node/transport");
        assertThat(gateway.apply(other, 2)).extracting(Warning::message).singleElement().asString()
                .contains("auto takes effect when sallyportd is restarted; until then it is epoll");
    }

    @Test
    void closingDrainsSessionsBeforeTheTunnelGoes() {
        gateway.apply(configuration(WEB), 1);

        gateway.close();

        assertThat(l4.drained()).isPositive();
        assertThat(layer4.plane()).isEmpty();
        assertThat(dataplane.closed()).isTrue();
    }

    @Test
    void aRoleIsGivenUpAndTakenBackWhereThereIsOne() {
        layer4.fence();
        layer4.regain();
        assertThat(layer4.relinquish(Duration.ofSeconds(5))).isCompleted();
        assertThat(l4.roles()).isEmpty();
        gateway.apply(configuration(WEB), 1);

        assertThat(layer4.relinquish(Duration.ofSeconds(5))).isCompleted();
        layer4.fence();
        layer4.regain();

        assertThat(l4.roles()).containsExactly("relinquish 5", "fence", "resume");
    }

    private static Configuration configuration(String connectors) {
        return configuration(connectors, "\"node\": {");
    }

    private static Configuration configuration(String connectors, String node) {
        String document = new String(SeedNetwork.layer4(connectors, ""), StandardCharsets.UTF_8)
                .replace("\"node\": {\"name\": \"aws-a\"", node + "\"name\": \"aws-a\"");
        ReadResult result = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine())
                .read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        return ((ReadResult.Valid) result).configuration();
    }
}
