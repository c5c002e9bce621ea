package io.sallyport.control.config;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;

/**
 * A network device of this machine.
 *
 * @param ignoreHealth whether a member of a cluster stays healthy when its link is down
 * @param routes       routes of the operating system through it, such as to a partner in another subnet
 */
public record NetworkInterface(String name, Role role, boolean ignoreHealth, List<InterfaceRoute> routes) {

    public NetworkInterface {
        routes = Copies.of(routes);
    }

    public enum Role { WAN, LAN }

    /** @param next the router on this interface's link */
    public record InterfaceRoute(IpPrefix route, IpAddress next, String description) {
    }
}
