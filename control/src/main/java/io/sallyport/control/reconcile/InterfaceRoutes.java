package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.KernelRoute;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes that {@code interfaces} name, such as to the partner's subnet in another zone: without one, heartbeats would leave by
 * the default route, through the wrong interface. And where a cluster's traffic comes in, reverse path filtering that is strict is
 * loosened, for the answers may leave elsewhere.
 *
 * <p>Level-triggered, as {@link HostNetwork}. What is ours carries our mark and a next hop: so routes of an earlier life that was
 * killed are found, too, and removed when they are not wanted any more. A route that somebody else made is never replaced.
 * Conductor thread.
 */
public final class InterfaceRoutes implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceRoutes.class);

    /** @param next the router on the interface's link */
    public record Route(String interfaceName, IpPrefix destination, IpAddress next) {

        @Override
        public String toString() {
            return destination + " via " + next + " dev " + interfaceName;
        }
    }

    private final RouteKernel kernel;
    private final HostSysctls sysctls;
    private List<Route> wanted = List.of();
    private List<String> loosened = List.of();
    private final StandingProblems problems = new StandingProblems(LOG);

    InterfaceRoutes(RouteKernel kernel, SysctlKernel parameters) {
        this.kernel = kernel;
        this.sysctls = new HostSysctls(parameters);
    }

    /** Of this machine, or of the network namespace that the daemon runs in. */
    public static InterfaceRoutes ofThisHost() {
        return new InterfaceRoutes(new LinuxRouteKernel(), new LinuxSysctlKernel());
    }

    /**
     * Takes effect with the next {@link #reconcile}.
     *
     * @param clusterInterfaces through which traffic for the cluster comes in
     */
    public void want(List<Route> routes, List<String> clusterInterfaces) {
        wanted = List.copyOf(routes);
        loosened = List.copyOf(clusterInterfaces);
    }

    /** What is not as wanted and cannot be repaired, each in one sentence; any thread. */
    public List<String> problems() {
        return problems.now();
    }

    public void reconcile() {
        List<String> found = new ArrayList<>();
        try {
            Map<Route, KernelRoute> should = resolve(found);
            List<KernelRoute> present = kernel.routes();
            removeAllBut(should.values(), present);
            should.forEach((route, marked) -> add(route, marked, present, found));
            loosened.stream().filter(name -> kernel.link(name).isPresent()).forEach(sysctls::loosen);
        } catch (LinuxException e) {
            found.add(e.getMessage());
        }
        problems.replace(found);
    }

    private Map<Route, KernelRoute> resolve(List<String> found) {
        Map<Route, KernelRoute> resolved = new LinkedHashMap<>();
        for (Route route : wanted) {
            OptionalInt link = kernel.link(route.interfaceName());
            if (link.isEmpty()) {
                found.add("the route " + route + " waits for " + route.interfaceName() + ", which this machine has not");
            } else {
                resolved.put(route, KernelRoute.onLink(route.destination().address().toInetAddress(), route.destination().length(),
                        link.getAsInt()).withVia(route.next().toInetAddress()));
            }
        }
        return resolved;
    }

    private void add(Route route, KernelRoute marked, List<KernelRoute> present, List<String> found) {
        List<KernelRoute> rivals = present.stream().filter(one -> sameDestination(one, marked)).toList();
        if (rivals.stream().anyMatch(one -> sameWay(one, marked))) {
            return; // ours, or somebody else's that does the same
        }
        List<KernelRoute> foreign = rivals.stream().filter(one -> !isOurs(one) && one.metric() == 0).toList();
        if (foreign.isEmpty()) {
            kernel.add(marked);
            LOG.info("route {} added", route);
        } else {
            found.add("the route " + route + " is not added: " + foreign.getFirst() + " is there already; remove it with 'ip route del "
                    + route.destination() + "', or take the route out of interfaces");
        }
    }

    private void removeAllBut(Iterable<KernelRoute> should, List<KernelRoute> present) {
        for (KernelRoute one : present) {
            boolean kept = false;
            for (KernelRoute wantedRoute : should) {
                kept |= sameDestination(one, wantedRoute) && sameWay(one, wantedRoute);
            }
            if (isOurs(one) && !kept) {
                kernel.remove(one);
                LOG.info("route {} removed", one);
            }
        }
    }

    /** Routes through the TUN interface have our mark, too, but no next hop. */
    private static boolean isOurs(KernelRoute route) {
        return route.protocol() == KernelRoute.PROTOCOL_SALLYPORT && route.via().isPresent();
    }

    private static boolean sameDestination(KernelRoute one, KernelRoute other) {
        return one.prefixLength() == other.prefixLength() && one.destination().equals(other.destination());
    }

    private static boolean sameWay(KernelRoute one, KernelRoute other) {
        return one.link() == other.link() && one.via().equals(other.via());
    }

    /** Takes away what is ours, and gives back the parameters that it changed. */
    @Override
    public void close() {
        try {
            removeAllBut(List.of(), kernel.routes());
        } catch (LinuxException e) {
            LOG.warn("routes of interfaces were not removed: {}", e.getMessage());
        }
        sysctls.restore();
        kernel.close();
    }
}
