package io.sallyport.dataplane.l4.overlay;

import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.overlay.PeerOutbound.Path;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.OverlayPlan;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyPreface;
import io.sallyport.dataplane.l4.service.Overlay;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.service.Services.Service;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.tcp.TcpListeners;
import io.sallyport.dataplane.l4.tcp.TcpSessions;
import io.sallyport.dataplane.l4.transport.Entrance;
import io.sallyport.dataplane.l4.udp.UdpListeners;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Both ends of the relay between nodes: towards their services, and from them to ours. */
public final class OverlayRelay implements Overlay {

    /** What takes sessions in and what dials. @param dialers tied to {@code tunnels} */
    public record Parts(SessionRegistry registry, TcpListeners tcpListeners, TcpSessions tcpSessions, UdpListeners udpListeners,
            TunnelInterfaces tunnels, Map<TransportProtocol, Dialer> dialers, Function<Service, Outbound> outbound) {
    }

    /** Counts of a remote service outlive the connectors that lead to it. */
    private record RemoteService(String node, String service, TransportProtocol protocol) {
    }

    private record Place(TransportProtocol protocol, Entrance entrance, boolean fromTunnel) {
    }

    private final Parts parts;
    private final StreamAdmitter streams;
    private final PeerGate datagrams;
    private final OutsideDoor outside;
    private final SessionGroup strangers = new SessionGroup("unknown node");
    private final Map<String, SessionGroup> peers = new ConcurrentHashMap<>();
    private final Map<RemoteService, Tally> tallies = new HashMap<>();
    private final Map<Place, Future<? extends Listener>> listeners = new HashMap<>();
    private volatile Admission admission;

    public OverlayRelay(Parts parts) {
        this.parts = parts;
        this.streams = new StreamAdmitter(parts.registry, parts.tcpSessions, () -> admission);
        this.datagrams = new PeerGate(() -> admission);
        this.outside = new OutsideDoor(parts.registry, strangers);
    }

    @Override
    public Outbound outbound(Target.Remote target, TransportProtocol protocol, L4Plan plan) {
        Tally tally = tallies.computeIfAbsent(
                new RemoteService(target.node(), target.service(), protocol), absent -> new Tally());
        return new PeerOutbound(target.node(), new Upstream(target.service(), tally), paths(plan.overlay(), target.node()),
                parts.dialers.get(protocol), protocol, ProxyPreface.forService(target.service(), protocol));
    }

    private static List<Path> paths(OverlayPlan plan, String node) {
        List<Path> paths = new ArrayList<>();
        for (IpAddress peer : plan.nodes().getOrDefault(node, List.of())) {
            plan.own().stream().filter(own -> own.v6() == peer.v6()).findFirst().ifPresent(own -> paths.add(
                    new Path(own.toInetAddress(), new InetSocketAddress(peer.toInetAddress(), plan.port()))));
        }
        return paths;
    }

    @Override
    public void reconcile(L4Plan plan, Services services, HostAddresses host) {
        admission = new Admission(peersByAddress(plan.overlay()), strangers, services, parts.outbound);
        parts.tunnels.adopt(plan.overlay().own(), host);
        Set<Place> wanted = wanted(plan.overlay().port(), host);
        listeners.entrySet().removeIf(entry -> {
            boolean stays = wanted.contains(entry.getKey());
            if (!stays) {
                close(entry.getValue());
            }
            return !stays;
        });
        // what the kernel refused is tried again
        listeners.values().removeIf(attempt -> attempt.cause() != null);
        wanted.forEach(place -> listeners.computeIfAbsent(place, this::listen));
        listeners.values().forEach(Future::awaitUninterruptibly); // a bind takes no time, but happens on another thread
    }

    private Map<InetAddress, SessionGroup> peersByAddress(OverlayPlan plan) {
        Map<InetAddress, SessionGroup> byAddress = new HashMap<>();
        plan.nodes().forEach((name, addresses) -> {
            SessionGroup peer = peers.computeIfAbsent(name, SessionGroup::new);
            addresses.forEach(address -> byAddress.put(address.toInetAddress(), peer));
        });
        return byAddress;
    }

    /**
     * At each address an entrance for each interface, of which that from the tunnel alone lets somebody in. One for all the others would be
     * simpler, but the kernel lets it have the same port by SO_REUSEPORT only, and then asks whichever was bound last.
     */
    private Set<Place> wanted(int port, HostAddresses host) {
        Set<Place> wanted = new HashSet<>();
        parts.tunnels.indexes().forEach((own, tunnel) -> {
            InetSocketAddress address = new InetSocketAddress(own, port);
            for (int device : host.indexes().values()) {
                for (TransportProtocol protocol : TransportProtocol.values()) {
                    wanted.add(new Place(protocol, new Entrance(address, device), device == tunnel));
                }
            }
        });
        return wanted;
    }

    private Future<? extends Listener> listen(Place place) {
        return switch (place.protocol) {
            case TCP -> parts.tcpListeners.listen(place.entrance, place.fromTunnel ? streams : outside);
            case UDP -> parts.udpListeners.listen(place.entrance, place.fromTunnel ? datagrams : outside);
        };
    }

    private static void close(Future<? extends Listener> attempt) {
        if (attempt.isSuccess()) {
            attempt.getNow().close().awaitUninterruptibly();
        }
    }

    @Override
    public boolean hasFailures() {
        return listeners.values().stream().anyMatch(attempt -> attempt.cause() != null);
    }

    @Override
    public boolean admits(Session session) {
        SessionGroup group = session.group();
        return peers.get(group.name()) != group || admission.allows(group, session.upstream().name());
    }

    @Override
    public void close() {
        listeners.values().forEach(OverlayRelay::close);
        listeners.clear();
    }
}
