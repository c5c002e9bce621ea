package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import java.util.List;

/**
 * The bare path of a layer 4 proxy, before a contender takes it over; veth pairs with the kernel's default offloads, MTU 1500.
 *
 * <pre>
 *   client 10.0.1.15 ── eth0 10.0.1.1  proxy  10.0.2.1 eth1 ── 10.0.2.15 server
 * </pre>
 */
record ProxyPath(Namespace client, Namespace proxy, Namespace server) {

    static final String CLIENT_DEVICE = "eth0";
    static final String SERVER_DEVICE = "eth1";
    static final String ADDRESS = "10.0.1.1";
    static final String SERVER = "10.0.2.15";
    /** Those of the instruments: iperf3, timed requests, HTTP. */
    static final List<Integer> TCP_PORTS = List.of(5201, 7007, 8080);
    static final int UDP_PORT = 7008;

    static ProxyPath build(Sandbox sandbox, String contender) {
        ProxyPath path = new ProxyPath(sandbox.namespace(contender + "-client"), sandbox.namespace(contender + "-proxy"),
                sandbox.namespace(contender + "-server"));
        Veth front = Veth.between(path.client.link("eth0"), path.proxy.link(CLIENT_DEVICE));
        front.left().address("10.0.1.15/24");
        front.right().address(ADDRESS + "/24");
        Veth back = Veth.between(path.server.link("eth0"), path.proxy.link(SERVER_DEVICE));
        back.left().address(SERVER + "/24");
        back.right().address("10.0.2.1/24");
        // short connections leave their ports in TIME_WAIT: give every contender the same many
        path.client.sysctl("net/ipv4/ip_local_port_range", "1025 65000");
        path.proxy.sysctl("net/ipv4/ip_local_port_range", "9100 65000");
        return path;
    }

    /** The client speaks to the proxy, at the ports that it hands on. */
    Endpoints endpoints() {
        return new Endpoints(client, server, ADDRESS);
    }
}
