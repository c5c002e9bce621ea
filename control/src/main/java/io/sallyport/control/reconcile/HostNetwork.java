package io.sallyport.control.reconcile;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.reconcile.HostKernel.Device;
import io.sallyport.control.reconcile.HostKernel.HostRoute;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's side of the TUN interface: link up, management addresses, routes for the virtual network, forwarding on.
 *
 * <p>Level-triggered: each turn compares what the kernel has with what is wanted, and repairs. It removes only what it added
 * itself, and it never replaces a route that somebody else made. Conductor thread.
 */
public final class HostNetwork implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostNetwork.class);

    /**
     * @param addresses management addresses of this node
     * @param networks  what goes through the TUN interface
     */
    public record Wanted(String tun, List<IpAddress> addresses, List<IpPrefix> networks) {

        public Wanted {
            addresses = List.copyOf(addresses);
            networks = List.copyOf(networks);
        }

        static Wanted of(Configuration configuration, String tun) {
            List<IpAddress> addresses = configuration.network().identityOf(configuration.node().name())
                    .map(Destination::address).orElse(List.of());
            return new Wanted(tun, addresses, configuration.network().networkCidr());
        }

        /** The same without the addresses, which the active member of the cluster has. */
        Wanted onStandby() {
            return new Wanted(tun, List.of(), networks);
        }

        private boolean v6() {
            return networks.stream().anyMatch(IpPrefix::v6);
        }

        private Optional<IpAddress> source(IpPrefix network) {
            return addresses.stream().filter(address -> address.v6() == network.v6()).findFirst();
        }
    }

    private final HostKernel kernel;
    private final HostSysctls sysctls;
    private final Set<IpPrefix> ownAddresses = new HashSet<>();
    private final Set<IpPrefix> ownRoutes = new HashSet<>();
    private Wanted wanted;
    private final StandingProblems problems = new StandingProblems(LOG);
    private volatile boolean deviceGone;

    HostNetwork(HostKernel kernel, SysctlKernel parameters) {
        this.kernel = kernel;
        this.sysctls = new HostSysctls(parameters);
    }

    /** Of this machine, or of the network namespace that the daemon runs in. */
    public static HostNetwork ofThisHost() {
        return new HostNetwork(new LinuxHostKernel(), new LinuxSysctlKernel());
    }

    /** Takes effect with the next {@link #reconcile}. */
    void want(Wanted newlyWanted) {
        wanted = newlyWanted;
    }

    /** What is not as wanted and cannot be repaired, each in one sentence; any thread. */
    List<String> problems() {
        return problems.now();
    }

    /** Whether the last turn did not find the TUN interface, deleted or renamed by somebody else; any thread. */
    boolean deviceGone() {
        return deviceGone;
    }

    void reconcile() {
        if (wanted == null) {
            return;
        }
        List<String> found = new ArrayList<>();
        try {
            Optional<Device> device = kernel.device(wanted.tun());
            deviceGone = device.isEmpty();
            device.ifPresent(present -> reconcile(present, found));
        } catch (LinuxException e) {
            found.add(e.getMessage());
        }
        problems.replace(found);
    }

    private void reconcile(Device device, List<String> found) {
        sysctls.reconcile(wanted.tun(), wanted.v6());
        if (!device.up()) {
            kernel.setUp(device);
            LOG.info("{} set up", wanted.tun());
            // setting a link down has flushed its routes, and IPv6 addresses with them
        }
        // a route may name an address only while it is there, and the kernel takes a route away with the address that it names
        Set<IpPrefix> should = new LinkedHashSet<>();
        wanted.addresses().forEach(address -> should.add(IpPrefix.host(address)));
        Set<IpPrefix> present = new HashSet<>(kernel.addresses(device));
        addAddresses(device, should, present);
        routes(device, found);
        removeAddresses(device, should, present);
    }

    private void addAddresses(Device device, Set<IpPrefix> should, Set<IpPrefix> present) {
        for (IpPrefix address : should) {
            if (!present.contains(address)) {
                kernel.addAddress(device, address);
                LOG.info("address {} added to {}", address, wanted.tun());
                ownAddresses.add(address);
            }
        }
    }

    private void removeAddresses(Device device, Set<IpPrefix> should, Set<IpPrefix> present) {
        for (IpPrefix address : without(ownAddresses, should)) {
            if (present.contains(address)) {
                kernel.removeAddress(device, address);
                LOG.info("address {} removed from {}", address, wanted.tun());
            }
            ownAddresses.remove(address);
        }
    }

    private void routes(Device device, List<String> found) {
        List<HostRoute> present = kernel.routes();
        for (IpPrefix network : wanted.networks()) {
            List<HostRoute> foreign = present.stream()
                    .filter(route -> !isOurs(route) && network.contains(route.prefix())).toList();
            foreign.forEach(route -> found.add(route.prefix() + ", in the virtual network, is routed through " + route.device()
                    + ", so the hosts behind this gateway do not reach it; remove it with 'ip route del " + route.prefix()
                    + " dev " + route.device() + "'"));
            if (foreign.stream().noneMatch(route -> route.prefix().equals(network))) {
                route(device, network, present);
            }
        }
        for (IpPrefix network : without(ownRoutes, Set.copyOf(wanted.networks()))) {
            removeRoute(device, network, present);
        }
    }

    private void route(Device device, IpPrefix network, List<HostRoute> present) {
        Optional<IpAddress> source = wanted.source(network);
        Optional<HostRoute> ours = ours(network, present);
        if (ours.isPresent() && ours.get().source().equals(source)) {
            return;
        }
        if (ours.isPresent()) {
            // at once, not taken away and put back: what comes in between would leave by the default route, unencrypted
            kernel.replaceRoute(device, network, source);
        } else {
            kernel.addRoute(device, network, source);
        }
        ownRoutes.add(network);
        LOG.info("route {} through {} {}", network, wanted.tun(), ours.isPresent() ? "replaced" : "added");
    }

    private void removeRoute(Device device, IpPrefix network, List<HostRoute> present) {
        ownRoutes.remove(network);
        if (ours(network, present).isPresent()) {
            kernel.removeRoute(device, network);
            LOG.info("route {} through {} removed", network, wanted.tun());
        }
    }

    private Optional<HostRoute> ours(IpPrefix network, List<HostRoute> present) {
        return present.stream().filter(route -> isOurs(route) && route.prefix().equals(network)).findFirst();
    }

    private boolean isOurs(HostRoute route) {
        return route.device().equals(wanted.tun());
    }

    private static <T> List<T> without(Set<T> all, Set<T> kept) {
        return all.stream().filter(one -> !kept.contains(one)).toList();
    }

    /** Takes away what it added, and gives back the parameters that it changed. */
    @Override
    public void close() {
        if (wanted != null) {
            cleanUp();
        }
        kernel.close();
    }

    private void cleanUp() {
        try {
            kernel.device(wanted.tun()).ifPresent(device -> {
                List<HostRoute> routes = kernel.routes();
                List.copyOf(ownRoutes).forEach(network -> removeRoute(device, network, routes));
                Set<IpPrefix> present = new HashSet<>(kernel.addresses(device));
                ownAddresses.stream().filter(present::contains).forEach(address -> kernel.removeAddress(device, address));
                ownAddresses.clear();
            });
        } catch (LinuxException e) {
            LOG.warn("{} was not cleaned up: {}", wanted.tun(), e.getMessage());
        }
        sysctls.restore();
        wanted = null;
    }
}
