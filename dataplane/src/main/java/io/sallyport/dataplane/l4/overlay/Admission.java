package io.sallyport.dataplane.l4.overlay;

import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.service.Services.Service;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which peer may reach what. Immutable: a change of the plan makes the next.
 *
 * @param peers     by their management addresses
 * @param strangers counts whoever is none of them
 * @param outbound  the way to a service's backend
 */
record Admission(
        Map<InetAddress, SessionGroup> peers, SessionGroup strangers, Services services, Function<Service, Outbound> outbound) {

    /** What a peer gets. */
    sealed interface Answer {

        /** @param arrival the client of the asking node's connector */
        record Granted(Arrival arrival, Outbound outbound) implements Answer {
        }

        record Denied(SessionEnd why) implements Answer {
        }
    }

    Admission {
        peers = Map.copyOf(peers);
    }

    SessionGroup groupOf(InetSocketAddress sender) {
        return peers.getOrDefault(sender.getAddress(), strangers);
    }

    boolean isPeer(SessionGroup group) {
        return group != strangers;
    }

    Answer decide(SessionGroup peer, TransportProtocol protocol, ProxyHeader header) {
        if (!isPeer(peer)) {
            return new Answer.Denied(SessionEnd.PEER_REFUSED);
        }
        if (header.ends().isEmpty() || header.service().isEmpty()) {
            return new Answer.Denied(SessionEnd.PROXY_HEADER_INVALID);
        }
        Optional<Service> found = find(header.service().get(), protocol);
        if (found.isEmpty() || !found.get().plan().enabled()) {
            return new Answer.Denied(SessionEnd.SERVICE_UNAVAILABLE);
        }
        if (!allows(found.get().plan(), peer)) {
            return new Answer.Denied(SessionEnd.PEER_REFUSED);
        }
        ProxyHeader.Ends ends = header.ends().get();
        return new Answer.Granted(new Arrival(ends.source(), ends.destination()), outbound.apply(found.get()));
    }

    /** Whether a peer that reached a service before may still; what became of the service itself is another question. */
    boolean allows(SessionGroup peer, String service) {
        return peers.containsValue(peer) && services.find(service).map(Service::plan).filter(plan -> !allows(plan, peer)).isEmpty();
    }

    private static boolean allows(ServicePlan service, SessionGroup peer) {
        return service.allowedNodes().isEmpty() || service.allowedNodes().contains(peer.name());
    }

    /** By its name, or by {@code ip:port} of its backend: only what is configured here as a service is ever dialled. */
    private Optional<Service> find(String service, TransportProtocol protocol) {
        Optional<Service> named = services.find(service).filter(found -> found.plan().protocol() == protocol);
        int colon = service.lastIndexOf(':');
        if (named.isPresent() || colon < 0) {
            return named;
        }
        String host = service.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return port(service.substring(colon + 1)).flatMap(
                port -> services.find(bracketed ? host.substring(1, host.length() - 1) : host, port, protocol));
    }

    private static Optional<Integer> port(String digits) {
        try {
            return Optional.of(Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
