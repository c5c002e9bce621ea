package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;

/**
 * The bare path, before a contender takes it over. Every cable is a veth pair with the kernel's default offloads, MTU 1500.
 *
 * <pre>
 *   client            gateway a                gateway b            server
 *   .10.15 ── lan0 192.168.10.1 ── wan0 ══ wan0 ── 172.16.10.1 lan0 ── .10.15
 *                          198.51.100.1   198.51.100.2
 * </pre>
 */
record TunnelPath(Namespace client, Namespace gatewayA, Namespace gatewayB, Namespace server) {

    static TunnelPath build(Sandbox sandbox, String contender) {
        TunnelPath path = new TunnelPath(
                sandbox.namespace(contender + "-client"), sandbox.namespace(contender + "-gw-a"),
                sandbox.namespace(contender + "-gw-b"), sandbox.namespace(contender + "-server"));
        attach(Edge.A, path.client, path.gatewayA);
        attach(Edge.B, path.server, path.gatewayB);
        Veth underlay = Veth.between(path.gatewayA.link(Edge.WAN_DEVICE), path.gatewayB.link(Edge.WAN_DEVICE));
        underlay.left().address(Edge.in24(Edge.A.wan()));
        underlay.right().address(Edge.in24(Edge.B.wan()));
        return path;
    }

    private static void attach(Edge edge, Namespace host, Namespace gateway) {
        gateway.forward();
        Veth lan = Veth.between(host.link("eth0"), gateway.link(Edge.LAN_DEVICE));
        lan.left().address(Edge.in24(edge.host()));
        lan.right().address(Edge.in24(edge.lan()));
        host.route("default", "via", edge.lan());
    }

    Namespace gateway(Edge edge) {
        return edge.equals(Edge.A) ? gatewayA : gatewayB;
    }

    /** With the server at its own address, where nothing translates. */
    Endpoints untranslated() {
        return new Endpoints(client, server, Edge.B.host());
    }

    /** With the server at its address in the virtual network. */
    Endpoints translated() {
        return new Endpoints(client, server, Edge.B.network());
    }
}
