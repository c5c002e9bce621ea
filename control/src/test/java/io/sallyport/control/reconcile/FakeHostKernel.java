package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A kernel in memory: one device, its addresses, a routing table, parameters. Takes addresses away with the link, as Linux does. */
public final class FakeHostKernel implements HostKernel, SysctlKernel {

    static final String TUN = "sp0";

    final Set<IpPrefix> addresses = new LinkedHashSet<>();
    final List<HostRoute> routes = new ArrayList<>();
    /** Prefixes that had a route and then none, if only for a moment. */
    final Set<IpPrefix> unroutedMeanwhile = new LinkedHashSet<>();
    final Map<String, String> sysctls = new TreeMap<>(Map.of(
            "net/ipv4/ip_forward", "0",
            "net/ipv6/conf/all/forwarding", "0",
            "net/ipv4/conf/all/rp_filter", "0",
            "net/ipv4/conf/sp0/accept_local", "0",
            "net/ipv4/conf/sp0/rp_filter", "0"));
    boolean exists = true;
    boolean up;
    boolean closed;
    /** What the next change answers instead of being made. */
    String refusal;

    /** A host's side over such a kernel, for tests of what lies above it. */
    public static HostNetwork host() {
        return new FakeHostKernel().network();
    }

    HostNetwork network() {
        return new HostNetwork(this, this);
    }

    @Override
    public Optional<Device> device(String name) {
        return exists && name.equals(TUN) ? Optional.of(new Device(7, up)) : Optional.empty();
    }

    @Override
    public void setUp(Device device) {
        refuseIfTold();
        up = true;
    }

    @Override
    public List<IpPrefix> addresses(Device device) {
        return List.copyOf(addresses);
    }

    @Override
    public void addAddress(Device device, IpPrefix address) {
        refuseIfTold();
        addresses.add(address);
    }

    @Override
    public void removeAddress(Device device, IpPrefix address) {
        addresses.remove(address);
        removeRoutes(route -> route.source().filter(address.address()::equals).isPresent());
    }

    @Override
    public List<HostRoute> routes() {
        return List.copyOf(routes);
    }

    @Override
    public void addRoute(Device device, IpPrefix prefix, Optional<IpAddress> source) {
        routes.add(new HostRoute(prefix, TUN, source));
    }

    @Override
    public void replaceRoute(Device device, IpPrefix prefix, Optional<IpAddress> source) {
        routes.replaceAll(route -> isOf(route, prefix) ? new HostRoute(prefix, TUN, source) : route);
    }

    @Override
    public void removeRoute(Device device, IpPrefix prefix) {
        removeRoutes(route -> isOf(route, prefix));
    }

    private static boolean isOf(HostRoute route, IpPrefix prefix) {
        return route.device().equals(TUN) && route.prefix().equals(prefix);
    }

    private void removeRoutes(Predicate<HostRoute> unwanted) {
        routes.stream().filter(unwanted).map(HostRoute::prefix).forEach(unroutedMeanwhile::add);
        routes.removeIf(unwanted);
    }

    @Override
    public Optional<String> sysctl(String name) {
        return Optional.ofNullable(sysctls.get(name));
    }

    @Override
    public void setSysctl(String name, String value) {
        sysctls.put(name, value);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void refuseIfTold() {
        if (refusal != null) {
            throw new LinuxException(refusal);
        }
    }
}
