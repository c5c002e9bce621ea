package io.sallyport.dataplane.l4.service;

import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services of this node with their counts, which outlive a change. Immutable; a reload makes the next. */
public final class Services {

    /** @param plan its record @param upstream its name and counts */
    public record Service(ServicePlan plan, Upstream upstream) {
    }

    public static final Services NONE = new Services(Map.of());

    private final Map<String, Service> byName;

    private Services(Map<String, Service> byName) {
        this.byName = byName;
    }

    public Services next(L4Plan plan) {
        Map<String, Service> next = new LinkedHashMap<>();
        for (ServicePlan service : plan.services()) {
            Service before = byName.get(service.name());
            next.put(service.name(), new Service(service,
                    before != null ? before.upstream : new Upstream(service.name(), new Tally())));
        }
        return new Services(next);
    }

    public Optional<Service> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** By its {@code ip:port}, as a connector of another node may name it. */
    public Optional<Service> find(String host, int port, TransportProtocol protocol) {
        return byName.values().stream().filter(service -> service.plan.protocol() == protocol
                && service.plan.port() == port && service.plan.host().equals(host)).findFirst();
    }

    public Collection<Service> all() {
        return byName.values();
    }

    /** Counts of services whose sessions must go elsewhere, or nowhere, by {@code next}. */
    public Set<Tally> leftBehind(Services next) {
        Map<String, ServicePlan> after = new HashMap<>();
        next.byName.forEach((name, service) -> after.put(name, service.plan));
        Set<Tally> changed = new HashSet<>();
        byName.forEach((name, service) -> {
            if (isElsewhere(service.plan, after.get(name))) {
                changed.add(service.upstream.tally());
            }
        });
        return changed;
    }

    /** The rest of a record matters to new sessions only. */
    private static boolean isElsewhere(ServicePlan before, ServicePlan now) {
        return now == null || before.enabled() != now.enabled() || before.protocol() != now.protocol()
                || !before.host().equals(now.host()) || before.port() != now.port() || !before.source().equals(now.source());
    }
}
