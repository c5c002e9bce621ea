package io.sallyport.control.config;

import io.sallyport.dataplane.linux.Capabilities;
import io.sallyport.dataplane.linux.Capability;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.Sysctl;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the kernel each time, for both answers change under a running daemon. */
final class ThisMachine implements Machine {

    private static final int FIRST_UNPRIVILEGED = 1_024;

    @Override
    public Set<String> interfaces() {
        try (Netlink netlink = Netlink.open()) {
            return netlink.links().stream().map(Link::name).collect(Collectors.toSet());
        }
    }

    /** ip(7), {@code ip_unprivileged_port_start}: IPv6 has no such parameter of its own. */
    @Override
    public int lowestPort() {
        return Capabilities.has(Capability.CAP_NET_BIND_SERVICE) ? 1
                : Sysctl.get("net/ipv4/ip_unprivileged_port_start").map(Integer::parseInt).orElse(FIRST_UNPRIVILEGED);
    }
}
