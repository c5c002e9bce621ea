package io.sallyport.dataplane.l4.connector;

import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.Listening;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All connectors and their bindings. Level-triggered: {@link #reconcile} compares what is bound with what is to be bound, given the
 * plan and the machine's addresses, and closes and opens until they agree; what the kernel refuses is tried at each call.
 */
public final class ConnectorSet {

    private final Map<TransportProtocol, ListenerFactory> factories;
    private final Map<String, Connector> connectors = new LinkedHashMap<>();
    private final Map<String, Map<InetSocketAddress, Binding>> bindings = new HashMap<>();

    public ConnectorSet(Map<TransportProtocol, ListenerFactory> factories) {
        this.factories = Map.copyOf(factories);
    }

    public Optional<Connector> find(String name) {
        return Optional.ofNullable(connectors.get(name));
    }

    public void put(Connector connector) {
        connectors.put(connector.group().name(), connector);
    }

    /** Its bindings go with the next {@link #reconcile}. */
    public void remove(String name) {
        connectors.remove(name);
    }

    public Set<String> names() {
        return Set.copyOf(connectors.keySet());
    }

    public void reconcile(L4Plan plan, HostAddresses host) {
        Map<String, Set<InetSocketAddress>> wanted = new HashMap<>();
        connectors.forEach((name, connector) -> wanted.put(name, wanted(connector.settings().plan(), plan, host)));
        closeUnwanted(wanted); // first, for an address may pass from one connector to another
        List<Binding> attempts = new ArrayList<>();
        connectors.forEach((name, connector) -> {
            Map<InetSocketAddress, Binding> own = bindings.computeIfAbsent(name, none -> new HashMap<>());
            for (InetSocketAddress address : wanted.get(name)) {
                Binding binding = own.computeIfAbsent(address, at -> new Binding(connector, at));
                binding.attempt(factories.get(connector.settings().plan().protocol()));
                attempts.add(binding);
            }
        });
        attempts.forEach(Binding::settle);
    }

    private static Set<InetSocketAddress> wanted(ConnectorPlan connector, L4Plan plan, HostAddresses host) {
        return connector.enabled() ? BindAddresses.of(connector, plan, host) : Set.of();
    }

    private void closeUnwanted(Map<String, Set<InetSocketAddress>> wanted) {
        bindings.forEach((name, own) -> own.entrySet().removeIf(entry -> {
            boolean stays = wanted.getOrDefault(name, Set.of()).contains(entry.getKey())
                    && entry.getValue().connector() == connectors.get(name);
            if (!stays) {
                entry.getValue().close();
            }
            return !stays;
        }));
        bindings.keySet().retainAll(connectors.keySet());
    }

    /** Whether the kernel refused any. */
    public boolean hasFailures() {
        return bindings.values().stream().flatMap(own -> own.values().stream()).anyMatch(Binding::failed);
    }

    public List<Listening> listening(String name) {
        return bindings.getOrDefault(name, Map.of()).values().stream().map(Binding::status).toList();
    }

    /** Where connectors of a protocol listen now. */
    public Set<InetSocketAddress> open(TransportProtocol protocol) {
        return bindings.values().stream().flatMap(own -> own.values().stream())
                .filter(binding -> binding.connector().settings().plan().protocol() == protocol)
                .map(Binding::status).filter(Listening::open).map(Listening::address).collect(Collectors.toUnmodifiableSet());
    }

    /** Closes every listener; their sessions go on. */
    public void closeAll() {
        bindings.values().forEach(own -> own.values().forEach(Binding::close));
        bindings.clear();
    }
}
