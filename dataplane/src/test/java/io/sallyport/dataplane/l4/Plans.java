package io.sallyport.dataplane.l4;

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
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans with little in them; ports are 0, and the kernel chooses. */
public final class Plans {

    private Plans() {
    }

    public static L4Plan plan(List<ConnectorPlan> connectors, ServicePlan... services) {
        return new L4Plan(connectors, List.of(services), OverlayPlan.NONE, 0, Map.of());
    }

    /** A TCP connector to the service of its name, at every address of the interface. */
    public static ConnectorPlan connector(String name) {
        return connector(name, new Bind.Interface(SettableAddresses.INTERFACE), new Target.Local(name));
    }

    public static ConnectorPlan connector(String name, Bind bind, Target target) {
        return new ConnectorPlan(name, true, TransportProtocol.TCP, bind, 0, target, 0, List.of(), ProxyProtocol.OFF, 0,
                Duration.ZERO);
    }

    public static ConnectorPlan sources(ConnectorPlan of, String... sources) {
        return new ConnectorPlan(of.name(), of.enabled(), of.protocol(), of.bind(), of.port(), of.target(), of.bytesPerSecond(),
                List.of(sources).stream().map(IpPrefix::parse).toList(), of.proxyProtocol(), of.maxSessions(), of.idleTimeout());
    }

    public static ConnectorPlan maxSessions(ConnectorPlan of, int limit) {
        return new ConnectorPlan(of.name(), of.enabled(), of.protocol(), of.bind(), of.port(), of.target(), of.bytesPerSecond(),
                of.sources(), of.proxyProtocol(), limit, of.idleTimeout());
    }

    public static ConnectorPlan idle(ConnectorPlan of, Duration timeout) {
        return new ConnectorPlan(of.name(), of.enabled(), of.protocol(), of.bind(), of.port(), of.target(), of.bytesPerSecond(),
                of.sources(), of.proxyProtocol(), of.maxSessions(), timeout);
    }

    public static ConnectorPlan rate(ConnectorPlan of, long bytesPerSecond) {
        return new ConnectorPlan(of.name(), of.enabled(), of.protocol(), of.bind(), of.port(), of.target(), bytesPerSecond,
                of.sources(), of.proxyProtocol(), of.maxSessions(), of.idleTimeout());
    }

    /** Its clients have to say who they are, as {@link #greet} does. */
    public static ConnectorPlan greeted(ConnectorPlan of) {
        return new ConnectorPlan(of.name(), of.enabled(), of.protocol(), of.bind(), of.port(), of.target(), of.bytesPerSecond(),
                of.sources(), ProxyProtocol.V1, of.maxSessions(), of.idleTimeout());
    }

    /** Tells of 192.0.2.7. */
    public static void greet(Socket client) throws IOException {
        client.getOutputStream().write("PROXY TCP4 192.0.2.7 192.0.2.9 40000 80\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    public static ServicePlan service(String name, int port) {
        return service(name, port, new Source.Any());
    }

    public static ServicePlan service(String name, int port, Source source) {
        return new ServicePlan(name, true, TransportProtocol.TCP, "127.0.0.1", port, source, Duration.ofSeconds(30),
                ProxyProtocol.OFF, HeaderRepeat.FIRST, Set.of());
    }
}
