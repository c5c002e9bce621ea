package io.sallyport.bench.it;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Bridge;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two members of a cluster on one LAN, and a site far away:
 *
 * <pre>
 *                   ┌─ lan0 .11 [a] wan0 198.51.100.1 ─┐
 *  host ── switch ──┤                                  ├── wan ── wan0 .9 [far] lan0 ── remote
 *  192.168.10.15    └─ lan0 .12 [b] wan0 198.51.100.2 ─┘              172.16.10.1   172.16.10.15
 *  = 10.100.100.15         cluster IP 192.168.10.1                                  = 10.100.10.15
 * </pre>
 */
final class ClusterPair implements AutoCloseable {

    static final String CLUSTER_IP = "192.168.10.1";
    static final String MANAGEMENT = "10.100.100.1";
    /** Of the host behind the pair, in the virtual network. */
    static final String HOST = "10.100.100.15";
    static final String REMOTE = "10.100.10.15";
    private static final Duration SETTLES = Duration.ofSeconds(60);

    private final Sandbox sandbox = Sandbox.create(Sandbox.freshId("pair"));
    private final Namespace host = sandbox.namespace("host");
    private final Namespace remote = sandbox.namespace("remote");
    private final Sallyportd a = new Sallyportd(sandbox, "a", sandbox.namespace("a"));
    private final Sallyportd b = new Sallyportd(sandbox, "b", sandbox.namespace("b"));
    private final Sallyportd far = new Sallyportd(sandbox, "far", sandbox.namespace("far"));
    private final Path secret = a.file("cluster.secret");

    ClusterPair() {
        sandbox.guard();
        Stream.of(a, b, far).forEach(Sallyportd::launch);
        GatewayControl.keygen(secret);
        connect();
        Stream.of(far, a, b).forEach(gateway -> {
            gateway.awaitListening();
            configure(gateway);
        });
        awaitRole(a, "active");
        awaitRole(b, "standby");
        far.control().awaitTunnel("pair");
    }

    private void connect() {
        Bridge wan = Bridge.create(sandbox.namespace("wan").link("switch"));
        Bridge lan = Bridge.create(sandbox.namespace("lan").link("switch"));
        wan.cable("to-a", a.namespace().link("wan0")).cable("to-b", b.namespace().link("wan0")).cable("to-far", far.namespace().link("wan0"));
        lan.cable("to-a", a.namespace().link("lan0")).cable("to-b", b.namespace().link("lan0")).cable("to-host", host.link("eth0"));
        Veth.between(far.namespace().link("lan0"), remote.link("eth0"));
        Stream.of(a, b, far).forEach(gateway -> gateway.namespace().forward());
        a.namespace().link("wan0").address("198.51.100.1/24");
        b.namespace().link("wan0").address("198.51.100.2/24");
        far.namespace().link("wan0").address("198.51.100.9/24");
        a.namespace().link("lan0").address("192.168.10.11/24");
        b.namespace().link("lan0").address("192.168.10.12/24");
        far.namespace().link("lan0").address("172.16.10.1/24");
        host.link("eth0").address("192.168.10.15/24");
        host.route("10.100.0.0/16", "via", CLUSTER_IP);
        remote.link("eth0").address("172.16.10.15/24");
        remote.route("10.100.0.0/16", "via", "172.16.10.1");
    }

    void configure(Sallyportd gateway) {
        gateway.apply(gateway == far ? network().of("far", far.key()) : member(gateway));
    }

    private Draft network() {
        return Draft.ofPair(a.publicKey(), far.publicKey(), "198.51.100.1", "198.51.100.2");
    }

    /** The document of a member; both hold the cluster's key, which is a's. */
    ObjectNode member(Sallyportd gateway) {
        ObjectNode document = network().of(gateway.name(), a.key());
        Draft.lan(document, "lan0").put("clusterIp", CLUSTER_IP);
        document.withArray("/interfaces").addObject().put("name", "wan0").put("role", "wan");
        Draft.cluster(document, "lan", secret).put("mode", "manualFailback");
        return document;
    }

    Sallyportd a() {
        return a;
    }

    Sallyportd b() {
        return b;
    }

    Sallyportd far() {
        return far;
    }

    Namespace host() {
        return host;
    }

    Namespace remote() {
        return remote;
    }

    static void awaitRole(Sallyportd member, String role) {
        Deadline.await(SETTLES, member.name() + " to be " + role, () -> member.control().role().equals(role),
                () -> member.control().run("show", "cluster").text() + member.process().logTail());
    }

    boolean remoteReaches(String address) {
        return Ping.run(remote, address, 1).all();
    }

    void awaitReach(String address) {
        Deadline.await(SETTLES, "an echo from " + address + " at the far site", () -> remoteReaches(address),
                () -> a.process().logTail() + "\n--\n" + b.process().logTail());
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
