package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Sandbox;

/** The kernel's own routing, without NAT and without encryption: the ceiling. */
public record KernelForwarding(String name) implements Contender {

    @Override
    public String description() {
        return "plain forwarding by Linux " + System.getProperty("os.version") + ", no NAT, no encryption: the ceiling";
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        TunnelPath path = TunnelPath.build(sandbox, name);
        path.gatewayA().route(Edge.B.lanPrefix(), "via", Edge.B.wan());
        path.gatewayB().route(Edge.A.lanPrefix(), "via", Edge.A.wan());
        return path.untranslated();
    }
}
