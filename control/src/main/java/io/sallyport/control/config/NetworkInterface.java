package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;

/**
 * A network device of this machine.
 *
 * @param clusterIp    addresses that it has only while this member of the cluster is the active one
 * @param ignoreHealth whether a member of a cluster stays healthy when its link is down
 * @param routes       routes of the operating system through it, such as to a partner in another subnet
 */
public record NetworkInterface(
        String name,
        Role role,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<IpAddress> clusterIp,
        boolean ignoreHealth,
        List<InterfaceRoute> routes) {

    public enum Role { WAN, LAN }

    /** @param next the router on this interface's link */
    public record InterfaceRoute(IpPrefix route, IpAddress next, String description) {
    }

    public NetworkInterface {
        clusterIp = Copies.of(clusterIp);
        routes = Copies.of(routes);
    }
}
