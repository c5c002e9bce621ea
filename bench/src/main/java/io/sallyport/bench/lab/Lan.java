package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Bridge;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;

/**
 * A site's local network: a switch in a namespace of its own, since it must not go down with one of two gateways, nor show in
 * the fabric, where only encrypted traffic is seen.
 */
final class Lan {

    private final Site site;
    private final Bridge bridge;

    Lan(Sandbox sandbox, Site site) {
        this.site = site;
        this.bridge = Bridge.create(sandbox.namespace(site.name() + "-lan").link("switch"));
    }

    void attach(Gateway gateway, Namespace namespace) {
        Link device = namespace.link(Gateway.LAN_DEVICE);
        bridge.cable(gateway.name(), device);
        gateway.lan().inLan().both().forEach(device::address);
        // a node that stands alone is the one that holds it, and nobody takes it away
        site.clusterIp().alone().both().forEach(device::address);
    }

    /** The host reaches the virtual network by the cluster IP, and knows no other way out of its LAN. */
    void attach(Host host, Namespace namespace) {
        Link device = namespace.link(Host.DEVICE);
        bridge.cable(host.name(), device);
        host.local().inLan().both().forEach(device::address);
        namespace.route(SeedNetwork.NETWORK_CIDR.v4(), "via", site.clusterIp().v4());
        namespace.route(SeedNetwork.NETWORK_CIDR.v6(), "via", site.clusterIp().v6());
    }
}
