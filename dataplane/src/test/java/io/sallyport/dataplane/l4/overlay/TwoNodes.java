package io.sallyport.dataplane.l4.overlay;

import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.L4;
import io.sallyport.dataplane.l4.L4Options;
import io.sallyport.dataplane.l4.SettableAddresses;
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
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Node {@code a} with connectors and node {@code b} with services; loopback stands for the tunnel between them. */
final class TwoNodes implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final String A = "a";
    static final String B = "b";

    final L4 a;
    final L4 b;
    /** With the node's management address. */
    final SettableAddresses tunnelA;
    final SettableAddresses tunnelB;
    private final IpAddress addressA;
    private final IpAddress addressB;
    private final int port;

    TwoNodes() throws IOException {
        // addresses of their own, where no other program takes ports
        String net = "127." + ThreadLocalRandom.current().nextInt(1, 255) + "." + ThreadLocalRandom.current().nextInt(1, 255);
        addressA = IpAddress.parse(net + ".1");
        addressB = IpAddress.parse(net + ".2");
        try (ServerSocket probe = new ServerSocket(0, 1, addressB.toInetAddress())) {
            port = probe.getLocalPort();
        }
        tunnelA = new SettableAddresses(addressA.toString());
        tunnelB = new SettableAddresses(addressB.toString());
        a = node(tunnelA);
        b = node(tunnelB);
    }

    private static L4 node(SettableAddresses tunnel) {
        return L4.open(new L4Options(TransportChoice.EPOLL, 1, DEADLINE, Duration.ofSeconds(120), tunnel, new UnreachableSender()));
    }

    InetSocketAddress relayB() {
        return new InetSocketAddress(addressB.toInetAddress(), port);
    }

    /** At node a. @param service as the connector names it */
    void connect(TransportProtocol protocol, String service) {
        ConnectorPlan connector = new ConnectorPlan("db", true, protocol, new Bind.Interface(SettableAddresses.INTERFACE), 0,
                new Target.Remote(B, service), 0, List.of(), ProxyProtocol.OFF, 0, Duration.ZERO);
        a.apply(new L4Plan(List.of(connector), List.of(),
                new OverlayPlan(List.of(addressA), port, Map.of(B, List.of(addressB))), 0, Map.of()));
    }

    /** At node b, which then knows node a. */
    void serve(ServicePlan... services) {
        b.apply(new L4Plan(List.of(), List.of(services),
                new OverlayPlan(List.of(addressB), port, Map.of(A, List.of(addressA))), 0, Map.of()));
    }

    static ServicePlan service(TransportProtocol protocol, int port) {
        return service(protocol, port, ProxyProtocol.OFF, Set.of());
    }

    static ServicePlan service(TransportProtocol protocol, int port, ProxyProtocol proxyProtocol, Set<String> allowedNodes) {
        return new ServicePlan("mysql", true, protocol, "127.0.0.1", port, new Source.Any(), DEADLINE, proxyProtocol,
                HeaderRepeat.FIRST, allowedNodes);
    }

    static ServicePlan disabled(ServicePlan of) {
        return new ServicePlan(of.name(), false, of.protocol(), of.host(), of.port(), of.source(), of.connectTimeout(),
                of.proxyProtocol(), of.headerRepeat(), of.allowedNodes());
    }

    InetSocketAddress connector() {
        return a.status().connectors().getFirst().listening().stream()
                .filter(Listening::open).findFirst().orElseThrow().address();
    }

    static void awaitEnd(L4 node, SessionEnd end) {
        await().atMost(DEADLINE).until(() -> node.status().ends().containsKey(end));
    }

    InetAddress asker() {
        return addressA.toInetAddress();
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
