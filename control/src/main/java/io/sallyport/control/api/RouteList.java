package io.sallyport.control.api;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Route;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.tunnel.PeerStatus;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/routes}: every configured route, which of them carries traffic now, and why. */
record RouteList(List<Entry> routes) {

    /**
     * @param peer  state of the destination's tunnel; empty for a route to this node
     * @param state {@code selected}, {@code standby}, {@code down}, or {@code local}: it leads to this node
     */
    record Entry(String networkCidr, String node, int metric, String peer, String state, String reason, String description) {
    }

    private static final String UP = "up";
    private static final String CONNECTING = "connecting";

    static RouteList of(Gateway gateway) {
        return gateway.running()
                .map(running -> of(running.compiled().configuration(), gateway.engineStatus()))
                .orElse(new RouteList(List.of()));
    }

    private static RouteList of(Configuration configuration, Optional<EngineStatus> engine) {
        Map<String, PeerStatus> peers = new HashMap<>();
        engine.ifPresent(status -> status.peers().forEach(peer -> peers.put(peer.name(), peer)));
        String self = configuration.network().identityOf(configuration.node().name()).map(Destination::name).orElse("");
        Map<IpPrefix, List<Route>> byPrefix = new LinkedHashMap<>();
        for (Route route : configuration.network().routes()) {
            byPrefix.computeIfAbsent(route.networkCidr(), prefix -> new ArrayList<>()).add(route);
        }
        List<Entry> entries = new ArrayList<>();
        for (List<Route> equals : byPrefix.values()) {
            Optional<Route> selected = select(equals, peers);
            for (Route route : equals) {
                entries.add(route.node().equals(self) ? local(route) : entry(route, selected, peers));
            }
        }
        return new RouteList(entries);
    }

    /** The engine's rule, read from the outside: lowest metric that is up, else lowest that is connecting. */
    static Optional<Route> select(List<Route> equals, Map<String, PeerStatus> peers) {
        return selectIn(equals, peers, UP).or(() -> selectIn(equals, peers, CONNECTING));
    }

    private static Optional<Route> selectIn(List<Route> equals, Map<String, PeerStatus> peers, String state) {
        return equals.stream()
                .filter(route -> state.equals(stateOf(route, peers)))
                .min(Comparator.comparingInt(Route::metric));
    }

    private static String stateOf(Route route, Map<String, PeerStatus> peers) {
        PeerStatus peer = peers.get(route.node());
        return peer == null ? "" : peer.state();
    }

    private static Entry local(Route route) {
        return new Entry(route.networkCidr().toString(), route.node(), route.metric(), "", "local",
                "this node serves it", route.description());
    }

    private static Entry entry(Route route, Optional<Route> selected, Map<String, PeerStatus> peers) {
        String peer = stateOf(route, peers);
        String state;
        String reason;
        if (selected.isPresent() && selected.get() == route) {
            state = "selected";
            reason = peer.equals(UP) ? "lowest metric among connected peers" : "no peer is connected; this one is being called";
        } else if (peer.equals(UP)) {
            state = "standby";
            reason = selected.get().node() + " has the lower metric " + selected.get().metric();
        } else if (peer.equals(CONNECTING)) {
            state = "standby";
            reason = "not connected yet";
        } else {
            state = "down";
            PeerStatus status = peers.get(route.node());
            reason = status == null || status.note().isEmpty() ? "the peer is not connected" : status.note();
        }
        return new Entry(route.networkCidr().toString(), route.node(), route.metric(), peer, state, reason, route.description());
    }
}
