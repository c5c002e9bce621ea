package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.HostDialer;
import io.sallyport.dataplane.l4.dial.LiteralHostDialer;
import io.sallyport.dataplane.l4.overlay.OverlayRelay;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyGreeting;
import io.sallyport.dataplane.l4.proxy.ProxyPreface;
import io.sallyport.dataplane.l4.resolve.HostLookup;
import io.sallyport.dataplane.l4.resolve.StaggeredDialer;
import io.sallyport.dataplane.l4.service.Outbounds;
import io.sallyport.dataplane.l4.service.Overlay;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.tcp.TcpDialer;
import io.sallyport.dataplane.l4.tcp.TcpListeners;
import io.sallyport.dataplane.l4.tcp.TcpSessions;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.l4.udp.UdpDialer;
import io.sallyport.dataplane.l4.udp.UdpListeners;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import java.util.EnumMap;
import java.util.Map;

/** The one place that puts layer 4's parts together. */
record Assembly(Map<TransportProtocol, ListenerFactory> listeners, TcpListeners tcp, Outbounds outbounds, Overlay overlay,
        HostLookup lookup, UnreachableSender unreachable) implements AutoCloseable {

    static Assembly of(L4Options options, Transport transport, SessionRegistry registry, SourceAddresses sources) {
        int deadMs = (int) options.deadPeer().toMillis();
        HostLookup lookup = new HostLookup(transport);
        Map<TransportProtocol, Dialer> dialers =
                Map.of(TransportProtocol.TCP, new TcpDialer(transport), TransportProtocol.UDP, new UdpDialer(transport));
        Map<TransportProtocol, HostDialer> hosts = new EnumMap<>(TransportProtocol.class);
        dialers.forEach((protocol, dialer) -> hosts.put(protocol,
                new LiteralHostDialer(dialer, sources, new StaggeredDialer(lookup, dialer, sources))));
        Outbounds outbounds = new Outbounds(hosts, service -> ProxyPreface.of(service.proxyProtocol(), service.protocol()));
        TcpSessions sessions = new TcpSessions(registry, transport, deadMs);
        TcpListeners tcp = new TcpListeners(transport, sessions, Map.of(ProxyProtocol.V1, new ProxyGreeting(ProxyProtocol.V1),
                ProxyProtocol.V2, new ProxyGreeting(ProxyProtocol.V2)), deadMs);
        UdpListeners udp = new UdpListeners(transport, registry, options.unreachable());
        Overlay overlay = new OverlayRelay(new OverlayRelay.Parts(registry, tcp, sessions, udp, dialers, outbounds::of));
        return new Assembly(Map.of(TransportProtocol.TCP, tcp, TransportProtocol.UDP, udp), tcp, outbounds, overlay,
                lookup, options.unreachable());
    }

    /** Once no session is left. */
    @Override
    public void close() {
        lookup.close();
        unreachable.close();
    }
}
