package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;

/** Two hosts on veth pairs and the kernel forwarding between them: what {@link TunWorker} is held against. */
public record KernelRouter(String name) implements Contender {

    @Override
    public String description() {
        return "plain forwarding by Linux " + System.getProperty("os.version") + " between two veth pairs, no NAT";
    }

    @Override
    public Endpoints start(Sandbox sandbox) {
        Namespace client = sandbox.namespace(name + "-client");
        Namespace router = sandbox.namespace(name + "-router");
        Namespace server = sandbox.namespace(name + "-server");
        router.forward();
        attach(client, Edge.A, router);
        attach(server, Edge.B, router);
        return new Endpoints(client, server, Edge.B.host());
    }

    private static void attach(Namespace host, Edge edge, Namespace router) {
        Veth cable = Veth.between(host.link("eth0"), router.link("lan-" + edge.label()));
        cable.left().address(Edge.in24(edge.host()));
        cable.right().address(Edge.in24(edge.lan()));
        host.route("default", "via", edge.lan());
    }
}
