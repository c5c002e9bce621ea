package io.sallyport.control.compile;

import io.sallyport.control.config.AccessRule;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.Ports;
import io.sallyport.control.config.Route;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The forwarding part of a snapshot: peers by number, only what concerns this node. */
final class PlanCompiler {

    /** A management address is preferred over any configured route of the same length. */
    private static final int MANAGEMENT_METRIC = 1;

    private PlanCompiler() {
    }

    /** @param relayPort where gateways take each other's sessions */
    static ForwardingPlan plan(Network network, Topology topology, int relayPort) {
        Map<String, Integer> numbers = new HashMap<>();
        for (Destination peer : topology.peers()) {
            numbers.put(peer.name(), numbers.size());
        }
        String own = topology.own().name();
        List<IpPrefix> ownPrefixes = network.routes().stream()
                .filter(route -> route.node().equals(own))
                .map(Route::networkCidr)
                .distinct()
                .toList();
        List<NatRow> natRows = network.insideNats().stream()
                .filter(row -> row.node().equals(own))
                .map(row -> new NatRow(row.localCidr(), row.networkCidr()))
                .toList();
        return new ForwardingPlan(
                routes(network, topology, numbers),
                natRows,
                ownPrefixes,
                topology.ownAddresses(),
                network.accessRules().map(rules -> rules.stream().map(PlanCompiler::rule).toList()),
                network.forwarding(),
                Optional.of(new ForwardingPlan.Relay(relayPort, managementAddresses(topology))),
                topology.peers().size());
    }

    private static List<IpAddress> managementAddresses(Topology topology) {
        return topology.peers().stream().flatMap(peer -> peer.address().stream()).toList();
    }

    private static List<ForwardingPlan.Route> routes(Network network, Topology topology, Map<String, Integer> numbers) {
        List<ForwardingPlan.Route> routes = new ArrayList<>(network.routes().size() + numbers.size());
        for (Destination peer : topology.peers()) {
            for (IpAddress address : topology.addresses().get(peer.name())) {
                routes.add(new ForwardingPlan.Route(IpPrefix.host(address), numbers.get(peer.name()), MANAGEMENT_METRIC));
            }
        }
        for (Route route : network.routes()) {
            Integer peer = numbers.get(route.node());
            if (peer != null) {
                routes.add(new ForwardingPlan.Route(route.networkCidr(), peer, route.metric()));
            }
        }
        return routes;
    }

    private static ForwardingPlan.AccessRule rule(AccessRule rule) {
        return new ForwardingPlan.AccessRule(
                rule.line(),
                rule.action(),
                rule.protocol(),
                rule.source(),
                rule.dest(),
                rule.ports().map(Ports::ranges).orElse(List.of()));
    }
}
