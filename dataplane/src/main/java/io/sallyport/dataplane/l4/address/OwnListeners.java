package io.sallyport.dataplane.l4.address;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Where connectors of this node listen: no session may be dialled to there. Any thread reads; {@code L4} writes. */
public final class OwnListeners {

    private record View(Map<TransportProtocol, Set<InetSocketAddress>> listening, Set<InetAddress> own) {
    }

    private static final List<InetAddress> WILDCARDS = List.of(InetAddress.ofLiteral("::"), InetAddress.ofLiteral("0.0.0.0"));

    private volatile View view = new View(Map.of(), Set.of());

    /** @param own the addresses of this machine, which are what a wildcard stands for */
    public void adopt(Function<TransportProtocol, Set<InetSocketAddress>> listening, Set<InetAddress> own) {
        Map<TransportProtocol, Set<InetSocketAddress>> places = new EnumMap<>(TransportProtocol.class);
        for (TransportProtocol protocol : TransportProtocol.values()) {
            places.put(protocol, Set.copyOf(listening.apply(protocol)));
        }
        view = new View(places, Set.copyOf(own));
    }

    public boolean contains(TransportProtocol protocol, InetSocketAddress place) {
        View now = view;
        Set<InetSocketAddress> listening = now.listening.getOrDefault(protocol, Set.of());
        if (listening.contains(place)) {
            return true;
        }
        InetAddress host = place.getAddress();
        if (host.isAnyLocalAddress()) { // connect(2) takes it for an address of this machine; which one, depends on the source
            return listening.stream().anyMatch(own -> own.getPort() == place.getPort());
        }
        return (host.isLoopbackAddress() || now.own.contains(host))
                && WILDCARDS.stream().anyMatch(every -> listening.contains(new InetSocketAddress(every, place.getPort())));
    }
}
