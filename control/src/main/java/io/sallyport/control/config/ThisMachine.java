package io.sallyport.control.config;

import io.sallyport.dataplane.linux.Capabilities;
import io.sallyport.dataplane.linux.Capability;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.Sysctl;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the kernel each time, for all answers change under a running daemon. */
final class ThisMachine implements Machine {

    private static final int FIRST_UNPRIVILEGED = 1_024;

    @Override
    public Set<String> interfaces() {
        try (Netlink netlink = Netlink.open()) {
            return netlink.links().stream().map(Link::name).collect(Collectors.toSet());
        }
    }

    @Override
    public Optional<String> holderOf(IpAddress address) {
        try (Netlink netlink = Netlink.open()) {
            Map<Integer, String> names = netlink.links().stream().collect(Collectors.toMap(Link::index, Link::name));
            return netlink.addresses().stream().filter(present -> IpAddress.of(present.address()).equals(address))
                    .map(present -> names.get(present.link())).filter(Objects::nonNull).findFirst();
        }
    }

    /** ip(7), {@code ip_unprivileged_port_start}: IPv6 has no such parameter of its own. */
    @Override
    public int lowestPort() {
        return Capabilities.has(Capability.CAP_NET_BIND_SERVICE) ? 1
                : Sysctl.get("net/ipv4/ip_unprivileged_port_start").map(Integer::parseInt).orElse(FIRST_UNPRIVILEGED);
    }
}
