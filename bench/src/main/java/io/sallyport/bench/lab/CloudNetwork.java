package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.VpcProcess;
import io.sallyport.bench.lab.vpc.VpcSite;
import java.util.List;
import java.util.Map;

/** A site's local network in AWS: one subnet of a VPC, whose main route table sends the virtual network to a gateway. */
final class CloudNetwork implements LocalNetwork {

    private static final List<String> BLOCKS = List.of("192.168.0.0/16", "fd00:192:168::/48");
    private static final String SUBNET = "subnet-1";
    private static final String ROUTE_TABLE = "rtb-main";

    private final VpcSite vpc;
    private String firstInterface = "";

    CloudNetwork(Sandbox sandbox, Site site) {
        vpc = new VpcSite(sandbox, site.name(), BLOCKS)
                .subnet(SUBNET, VpcSite.REGION + "a", site.lan().v4(), site.lan().v6());
    }

    /** The namespace that is the VPC of that site. */
    static String namespace(Site site) {
        return site.name() + "-vpc";
    }

    @Override
    public void attach(Gateway gateway, Namespace namespace) {
        // without the check: it forwards what is neither from nor for itself
        String id = vpc.attach(namespace, Gateway.LAN_DEVICE, SUBNET, false, gateway.lan().v4(), gateway.lan().v6());
        if (firstInterface.isEmpty()) {
            firstInterface = id;
        }
    }

    @Override
    public void attach(Host host, Namespace namespace) {
        vpc.attach(namespace, Host.DEVICE, SUBNET, true, host.local().v4(), host.local().v6());
        vpc.defaultRoute(namespace, Host.DEVICE, SUBNET);
    }

    /** When all cables are in place. Which gateway the routes lead to first is for the cluster to mend. */
    VpcProcess start() {
        vpc.routeTable(ROUTE_TABLE, List.of(), Map.of(
                SeedNetwork.NETWORK_CIDR.v4(), firstInterface, SeedNetwork.NETWORK_CIDR.v6(), firstInterface));
        return vpc.start();
    }
}
