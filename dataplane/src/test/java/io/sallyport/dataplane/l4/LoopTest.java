package io.sallyport.dataplane.l4;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.uring.IoUring;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.UdpClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends that are connectors of the same node: one session is refused, and there is no second. */
@ExtendWith(NoLeaks.class)
class LoopTest {

    private static final Bind INTERFACE = new Bind.Interface(SettableAddresses.INTERFACE);
    /** Where a loop would end. */
    private static final int PLACES = 20;

    private Gateway gateway = new Gateway(TransportChoice.EPOLL);

    @AfterEach
    void close() {
        gateway.close();
    }

    private void apply(ConnectorPlan connector, ServicePlan... services) {
        gateway.apply(new L4Plan(List.of(connector), List.of(services), OverlayPlan.NONE, PLACES, Map.of()));
    }

    private static ServicePlan at(String host, TransportProtocol protocol, int port) {
        return new ServicePlan("web", true, protocol, host, port, new Source.Any(), Duration.ofSeconds(30), ProxyProtocol.OFF,
                HeaderRepeat.FIRST, Set.of());
    }

    /** The connector has its port first, for the service to lead there. */
    private int listen(ConnectorPlan connector) {
        apply(connector, service("web", 1));
        return gateway.listener("web").getPort();
    }

    private void assertNoLoop() {
        gateway.awaitEnd("web", SessionEnd.LOOPED, 1);
        gateway.awaitNoSession();
        assertThat(gateway.connector("web").ends()).containsOnlyKeys(SessionEnd.LOOPED);
        assertThat(gateway.connector("web").opened()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"EPOLL", "IO_URING"})
    void anAddressThatLeadsBackIsRefused(TransportChoice transport) {
        gateway.close();
        gateway = new Gateway(transport == TransportChoice.IO_URING && !IoUring.isAvailable() ? TransportChoice.EPOLL : transport);
        ConnectorPlan connector = connector("web");
        apply(connector, at("127.0.0.1", TransportProtocol.TCP, listen(connector)));

        gateway.assertResets("web");

        assertNoLoop();
        assertThat(gateway.service("web").lastFailure()).contains("a connector of this node");
    }

    @Test
    void aNameThatLeadsBackIsRefused() {
        ConnectorPlan connector = connector("web");
        apply(connector, at("localhost", TransportProtocol.TCP, listen(connector)));

        gateway.assertResets("web");

        assertNoLoop();
    }

    @Test
    void everyAddressOfAWildcardLeadsBack() {
        ConnectorPlan connector = connector("web", new Bind.All(), new Target.Local("web"));
        apply(connector, at("127.0.0.9", TransportProtocol.TCP, listen(connector)));

        gateway.assertResets("web");

        assertNoLoop();
    }

    /** What a name server answers that blocks a name: to connect there is to connect to this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void theUnspecifiedAddressLeadsBack(String nowhere) {
        ConnectorPlan connector = connector("web", new Bind.All(), new Target.Local("web"));
        apply(connector, at(nowhere, TransportProtocol.TCP, listen(connector)));

        gateway.assertResets("web");

        assertNoLoop();
    }

    @Test
    void aBackendWithoutAServiceIsRefusedToo() {
        int port = listen(connector("web"));
        apply(connector("web", INTERFACE, new Target.Direct(new InetSocketAddress("127.0.0.1", port))));

        gateway.assertResets("web");

        assertNoLoop();
    }

    @Test
    void datagramsDoNotLoopEither() throws Exception {
        ConnectorPlan connector = new ConnectorPlan("web", true, TransportProtocol.UDP, INTERFACE, 0, new Target.Local("web"), 0,
                List.of(), ProxyProtocol.OFF, 0, Duration.ofSeconds(60));
        apply(connector, at("127.0.0.1", TransportProtocol.UDP, listen(connector)));
        try (UdpClient client = new UdpClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), gateway.listener("web"))) {
            client.send("hello");

            assertNoLoop();
        }
    }

    @Test
    void testingTheServiceSaysSo() throws Exception {
        ConnectorPlan connector = connector("web");
        apply(connector, at("127.0.0.1", TransportProtocol.TCP, listen(connector)));

        ServiceTest answer = gateway.l4().test("web").get(30, TimeUnit.SECONDS);

        assertThat(answer.failure()).contains(SessionEnd.LOOPED);
    }
}
