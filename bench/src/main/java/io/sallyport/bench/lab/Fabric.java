package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.net.Link;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;

/**
 * The underlay between the sites. It behaves as a VPC does: no shared medium, each address delivered over the one cable of the
 * gateway that holds it.
 */
final class Fabric {

    static final String NAME = "fabric";

    private final Namespace namespace;

    Fabric(Sandbox sandbox) {
        namespace = sandbox.namespace(NAME);
        namespace.forward();
    }

    Namespace namespace() {
        return namespace;
    }

    /** Runs a cable to a gateway, named after it here, and gives the gateway its WAN addresses and way out. */
    void attach(Gateway gateway, Namespace gatewayNamespace) {
        Link here = namespace.link(gateway.name());
        Link there = gatewayNamespace.link(Gateway.WAN_DEVICE);
        Veth.between(here, there);
        SeedNetwork.FABRIC.alone().both().forEach(here::address);
        gateway.wan().alone().both().forEach(there::address);
        for (String address : gateway.wan().both()) {
            namespace.route(address, "dev", here.device());
        }
        gatewayNamespace.route(SeedNetwork.WAN_CIDR.v4(), "via", SeedNetwork.FABRIC.v4(), "dev", there.device(), "onlink");
        gatewayNamespace.route(SeedNetwork.WAN_CIDR.v6(), "via", SeedNetwork.FABRIC.v6(), "dev", there.device(), "onlink");
    }
}
