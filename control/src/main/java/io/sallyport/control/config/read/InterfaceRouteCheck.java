package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.NetworkInterface.InterfaceRoute;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Routes of the operating system that the daemon is asked for: one way to each prefix, and none into the virtual network. */
final class InterfaceRouteCheck {

    private final Configuration configuration;
    private final Findings findings;
    private final Map<IpPrefix, String> seen = new HashMap<>();

    InterfaceRouteCheck(Configuration configuration, Findings findings) {
        this.configuration = configuration;
        this.findings = findings;
    }

    void run() {
        List<NetworkInterface> interfaces = configuration.interfaces();
        for (int i = 0; i < interfaces.size(); i++) {
            List<InterfaceRoute> routes = interfaces.get(i) == null ? List.of() : interfaces.get(i).routes();
            for (int j = 0; j < routes.size(); j++) {
                if (routes.get(j) instanceof InterfaceRoute route && route.route() != null) {
                    check(route, "/interfaces/" + i + "/routes/" + j);
                }
            }
        }
    }

    private void check(InterfaceRoute route, String pointer) {
        IpPrefix prefix = route.route();
        String before = seen.putIfAbsent(prefix, pointer);
        if (before != null) {
            findings.fault(pointer + "/route", prefix, "", prefix + " already has a way in " + before + "; remove one");
        }
        boolean virtual = configuration.network().networkCidr().stream()
                .anyMatch(network -> network != null && network.contains(prefix));
        if (virtual) {
            findings.fault(pointer + "/route", prefix, "", prefix + " lies in the virtual network, whose packets go through the TUN "
                    + "interface; remove the route");
        }
        if (route.next() == null) {
            return;
        }
        if (route.next().v6() != prefix.v6()) {
            findings.fault(pointer + "/next", route.next(), "", "the router and the prefix " + prefix
                    + " are of different families; write both as IPv4 or both as IPv6");
        } else if (prefix.contains(IpPrefix.host(route.next()))) {
            findings.fault(pointer + "/next", route.next(), "", "the router lies behind the route that it is to open; name one on the"
                    + " interface's own link");
        }
    }
}
