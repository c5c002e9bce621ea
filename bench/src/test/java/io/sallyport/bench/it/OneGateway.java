package io.sallyport.bench.it;

import io.netty.channel.uring.IoUring;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * One gateway between clients and a backend, for connectors and services of the same node; nothing is configured at first.
 *
 * <pre>
 *  client ──────── lan0 [gateway] lan1 ──────── backend
 *  192.168.10.15   192.168.10.1   172.16.10.1   172.16.10.15
 *                  192.168.10.50  172.16.10.50: cluster IPs, held while a test says so
 * </pre>
 */
final class OneGateway implements AutoCloseable {

    static final String CLIENTS_SIDE = "lan0";
    static final String BACKENDS_SIDE = "lan1";
    static final String CLIENT = "192.168.10.15";
    static final String ADDRESS = "192.168.10.1";
    static final String CLUSTER_IP = "192.168.10.50";
    static final String SOURCE = "172.16.10.1";
    static final String CLUSTER_SOURCE = "172.16.10.50";
    static final String BACKEND = "172.16.10.15";

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Sandbox sandbox;
    private final Namespace client;
    private final Namespace backend;
    private final Sallyportd gateway;
    private String transport = "epoll";

    /** @param wrapper what stands before the daemon's command line */
    OneGateway(String kind, String... wrapper) {
        sandbox = Sandbox.create(Sandbox.freshId(kind));
        sandbox.guard();
        Namespace namespace = sandbox.namespace("gateway");
        gateway = new Sallyportd(sandbox, "gateway", namespace);
        gateway.launch(wrapper);
        client = sandbox.namespace("client");
        Veth.between(namespace.link(CLIENTS_SIDE), client.link("eth0"));
        namespace.link(CLIENTS_SIDE).address(ADDRESS + "/24");
        client.link("eth0").address(CLIENT + "/24");
        backend = sandbox.namespace("backend");
        Veth.between(namespace.link(BACKENDS_SIDE), backend.link("eth0"));
        namespace.link(BACKENDS_SIDE).address(SOURCE + "/24");
        backend.link("eth0").address(BACKEND + "/24");
        gateway.awaitListening();
    }

    /** @param transport of layer 4, as the configuration names it; before anything is applied */
    OneGateway on(String transport) {
        this.transport = transport;
        return this;
    }

    /** {@code io_uring} where the kernel lets us have it; else once more what there is instead. */
    static String ioUring() {
        return IoUring.isAvailable() ? "io_uring" : "epoll";
    }

    /** Without connectors and services. */
    ObjectNode document() {
        ObjectNode document = new Draft()
                .node("gateway", gateway.publicKey(), List.of("10.100.100.1"), List.of("198.51.100.1:51820"))
                .of("gateway", gateway.key());
        document.withObject("node").put("transport", transport);
        Draft.lan(document, CLIENTS_SIDE).put("clusterIp", CLUSTER_IP);
        Draft.lan(document, BACKENDS_SIDE).put("clusterIp", CLUSTER_SOURCE);
        return document;
    }

    /** A connector at the gateway's own address on the clients' side. */
    static ObjectNode connector(ObjectNode document, String name, String protocol, int port, String service) {
        return Draft.connector(document, name, protocol, CLIENTS_SIDE, port, service).put("bind", "interface");
    }

    /** A service of the backend. */
    static ObjectNode service(ObjectNode document, String name, String protocol, int port) {
        return Draft.service(document, name, protocol, BACKEND, port);
    }

    Sallyportd gateway() {
        return gateway;
    }

    Namespace client() {
        return client;
    }

    Namespace backend() {
        return backend;
    }

    /** For the files of a test; goes with the sandbox. */
    Path directory() {
        return sandbox.directory();
    }

    boolean holds(String device, String clusterIp) {
        return gateway.namespace().ip("address", "show", "dev", device).contains(clusterIp + "/32");
    }

    /** Takes it away behind the daemon's back, which puts it there again within seconds. */
    void lose(String device, String clusterIp) {
        gateway.namespace().ip("address", "flush", "dev", device, "to", clusterIp + "/32");
    }

    void await(String what, BooleanSupplier condition) {
        Deadline.await(SOON, what, condition, () -> gateway.process().logTail());
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
