package io.sallyport.dataplane.l4.udp;

import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetSocketAddress;

/** A connector's: by its {@code sourceBlock}, held against the sender's own address, whatever a header says. */
final class ConnectorGate implements DatagramGate {

    private final Connector connector;

    ConnectorGate(Connector connector) {
        this.connector = connector;
    }

    @Override
    public Headers headers() {
        return connector.settings().plan().proxyProtocol() == ProxyProtocol.OFF ? Headers.NONE : Headers.FIRST;
    }

    @Override
    public SessionGroup groupOf(InetSocketAddress sender) {
        return connector.group();
    }

    @Override
    public Entry decide(Arrival socket, ProxyHeader header) {
        if (!connector.admits(socket.client().getAddress())) {
            return new Entry.Refused(connector.group(), SessionEnd.SOURCE_REFUSED);
        }
        Arrival arrival = header.ends().map(ends -> new Arrival(ends.source(), ends.destination())).orElse(socket);
        return new Entry.Admitted(connector.group(), arrival, connector.settings().outbound());
    }
}
