package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.HostDialer;
import io.sallyport.dataplane.l4.dial.LiteralHostDialer;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.dial.Preface;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.service.Outbounds;
import io.sallyport.dataplane.l4.service.Overlay;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.tcp.TcpDialer;
import io.sallyport.dataplane.l4.tcp.TcpListeners;
import io.sallyport.dataplane.l4.tcp.TcpSessions;
import io.sallyport.dataplane.l4.transport.Transport;
import java.util.Map;

/** The one place that puts layer 4's parts together. */
record Assembly(Map<TransportProtocol, ListenerFactory> listeners, TcpListeners tcp, Outbounds outbounds, Overlay overlay) {

    static Assembly of(L4Options options, Transport transport, SessionRegistry registry, SourceAddresses sources) {
        int deadMs = (int) options.deadPeer().toMillis();
        HostDialer names = (loop, host, port, source, timeout) -> loop.newFailedFuture(
                new DialException(SessionEnd.NAME_UNRESOLVED, host + " is no address"));
        HostDialer tcpHosts = new LiteralHostDialer(new TcpDialer(transport), sources, names);
        TcpSessions sessions = new TcpSessions(registry, transport, deadMs);
        TcpListeners tcp = new TcpListeners(transport, sessions, deadMs);
        return new Assembly(Map.of(TransportProtocol.TCP, tcp), tcp,
                new Outbounds(Map.of(TransportProtocol.TCP, tcpHosts), service -> Preface.NONE), new NoOverlay());
    }

    /** Of a node that takes no part in one. */
    private static final class NoOverlay implements Overlay {

        @Override
        public Outbound outbound(Target.Remote target, TransportProtocol protocol, L4Plan plan) {
            return Outbounds.unavailable(new Upstream(target.service(), new Tally()),
                    "node '" + target.node() + "' is reached across the overlay, in which this node takes no part");
        }

        @Override
        public void reconcile(L4Plan plan, Services services, HostAddresses host) {
            // nobody to listen for
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
