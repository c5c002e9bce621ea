package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.address.OwnListeners;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.HostDialer;
import io.sallyport.dataplane.l4.dial.LiteralHostDialer;
import io.sallyport.dataplane.l4.dial.LoopGuard;
import io.sallyport.dataplane.l4.dial.Tie;
import io.sallyport.dataplane.l4.overlay.OverlayRelay;
import io.sallyport.dataplane.l4.overlay.TunnelInterfaces;
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
record Assembly(Map<TransportProtocol, ListenerFactory> listeners, OwnListeners ownListeners, TcpListeners tcp, Outbounds outbounds,
        Overlay overlay, HostLookup lookup, UnreachableSender unreachable) implements AutoCloseable {

    static Assembly of(L4Options options, Transport transport, SessionRegistry registry, SourceAddresses sources) {
        int deadMs = (int) options.deadPeer().toMillis();
        HostLookup lookup = new HostLookup(transport);
        Map<TransportProtocol, HostDialer> hosts = new EnumMap<>(TransportProtocol.class);
        OwnListeners ownListeners = new OwnListeners();
        dialers(transport, Tie.NONE).forEach((protocol, dialer) -> {
            LoopGuard guarded = new LoopGuard(protocol, dialer, ownListeners);
            hosts.put(protocol, new LiteralHostDialer(guarded, sources, new StaggeredDialer(lookup, guarded, sources)));
        });
        Outbounds outbounds = new Outbounds(hosts, service -> ProxyPreface.of(service.proxyProtocol(), service.protocol()));
        TcpSessions sessions = new TcpSessions(registry, transport, deadMs);
        TcpListeners tcp = new TcpListeners(transport, sessions, Map.of(ProxyProtocol.V1, new ProxyGreeting(ProxyProtocol.V1),
                ProxyProtocol.V2, new ProxyGreeting(ProxyProtocol.V2)), deadMs);
        UdpListeners udp = new UdpListeners(transport, registry, options.unreachable());
        TunnelInterfaces tunnels = new TunnelInterfaces();
        Overlay overlay = new OverlayRelay(new OverlayRelay.Parts(registry, tcp, sessions, udp, tunnels,
                dialers(transport, tunnels), outbounds::of));
        return new Assembly(Map.of(TransportProtocol.TCP, tcp, TransportProtocol.UDP, udp), ownListeners, tcp, outbounds, overlay,
                lookup, options.unreachable());
    }

    private static Map<TransportProtocol, Dialer> dialers(Transport transport, Tie tie) {
        return Map.of(TransportProtocol.TCP, new TcpDialer(transport, tie), TransportProtocol.UDP, new UdpDialer(transport, tie));
    }

    /** Once no session is left. */
    @Override
    public void close() {
        lookup.close();
        unreachable.close();
    }
}
