package io.sallyport.dataplane.l4;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.status.ConnectorStatus;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.ServiceStatus;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

/** Layer 4 on loopback, with addresses that the test gives and takes. */
public final class Gateway implements AutoCloseable {

    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private final SettableAddresses addresses = new SettableAddresses("127.0.0.1");
    private final L4 l4;

    public Gateway(TransportChoice transport) {
        this(transport, DEADLINE);
    }

    /** @param drain how long sessions have to finish that a reload leaves behind */
    public Gateway(TransportChoice transport, Duration drain) {
        l4 = L4.open(new L4Options(transport, 2, drain, Duration.ofSeconds(120), addresses, new UnreachableSender()));
    }

    public L4 l4() {
        return l4;
    }

    public SettableAddresses addresses() {
        return addresses;
    }

    /** One connector to one service. */
    public void serve(ConnectorPlan connector, ServicePlan service) {
        apply(Plans.plan(List.of(connector), service));
    }

    public void apply(L4Plan plan) {
        l4.apply(plan);
    }

    public InetSocketAddress listener(String connector) {
        return connector(connector).listening().stream().filter(Listening::open).findFirst().orElseThrow().address();
    }

    public Socket connect(String connector) throws IOException {
        Socket client = new Socket();
        client.connect(listener(connector), (int) DEADLINE.toMillis());
        client.setSoTimeout((int) DEADLINE.toMillis());
        client.setTcpNoDelay(true);
        return client;
    }

    /** A client is let in no further than the kernel's own queue, or is reset soon. */
    public void assertResets(String connector) {
        assertThatThrownBy(() -> {
            try (Socket client = connect(connector)) {
                client.getInputStream().read();
            }
        }).isInstanceOf(SocketException.class);
    }

    public ConnectorStatus connector(String name) {
        return l4.status().connectors().stream().filter(status -> status.plan().name().equals(name)).findFirst().orElseThrow();
    }

    public ServiceStatus service(String name) {
        return l4.status().services().stream().filter(status -> status.plan().name().equals(name)).findFirst().orElseThrow();
    }

    public void awaitEnd(String connector, SessionEnd end, long times) {
        await().atMost(DEADLINE).until(() -> connector(connector).ends().getOrDefault(end, 0L) == times);
    }

    public SessionView awaitSession() {
        return await().atMost(DEADLINE).until(l4::sessions, sessions -> sessions.size() == 1).getFirst();
    }

    public void awaitNoSession() {
        await().atMost(DEADLINE).until(() -> l4.sessions().isEmpty());
    }

    @Override
    public void close() {
        l4.close();
    }
}
