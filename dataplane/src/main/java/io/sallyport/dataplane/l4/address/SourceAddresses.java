package io.sallyport.dataplane.l4.address;

import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Chooses the address that a service dials from, by what the machine has at the moment. Any thread reads; {@code L4} writes. */
public final class SourceAddresses {

    private record View(HostAddresses host, Map<String, Set<IpAddress>> clusterIps) {
    }

    private volatile View view = new View(HostAddresses.NONE, Map.of());

    /** @param clusterIps by interface: an interface's own address is another one */
    public void adopt(HostAddresses host, Map<String, Set<IpAddress>> clusterIps) {
        view = new View(host, clusterIps);
    }

    /** What {@link #choose} found. @param missing there is no such address, and nothing must be dialled from another */
    public record Choice(Optional<InetAddress> address, boolean missing) {
    }

    /** @param v6 the backend's family */
    public Choice choose(Source source, boolean v6) {
        View now = view;
        return switch (source) {
            case Source.Any() -> new Choice(Optional.empty(), false);
            case Source.Interface(String name) -> {
                Set<IpAddress> clusterIps = now.clusterIps.getOrDefault(name, Set.of());
                yield first(now.host.of(name).stream().filter(address -> !clusterIps.contains(address)), v6);
            }
            case Source.ClusterIp(String name, List<IpAddress> addresses) ->
                    first(addresses.stream().filter(address -> now.host.holds(name, address)), v6);
        };
    }

    private static Choice first(Stream<IpAddress> addresses, boolean v6) {
        Optional<InetAddress> found = addresses.filter(address -> address.v6() == v6).findFirst().map(IpAddress::toInetAddress);
        return new Choice(found, found.isEmpty());
    }
}
