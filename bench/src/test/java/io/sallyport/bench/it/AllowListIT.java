package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Sallyportd;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A backend whose own packet filter admits the cluster IP and nobody else, in {@link OneGateway}; and what becomes of connectors and
 * sessions when somebody takes a cluster IP away.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllowListIT {

    private static final int FROM_CLUSTER_IP = 7_000;
    private static final int FROM_MEMBER = 7_001;

    /** Rejects by what RFC 1122 §3.2.2.1 has for it, as a service does that is not there. */
    private static final String RULES = """
            table inet admission {
              chain input {
                type filter hook input priority 0; policy accept;
                iifname lo accept
                ip saddr %s accept
                ip protocol icmp accept
                meta l4proto tcp reject with tcp reset
                meta l4proto udp reject
              }
            }
            """.formatted(OneGateway.CLUSTER_SOURCE);

    @AutoClose
    private OneGateway site;
    private Sallyportd gateway;
    @AutoClose
    private EchoBackend backend;

    @BeforeAll
    void build() {
        Tool.require(Tool.NFT);
        site = new OneGateway("allow");
        gateway = site.gateway();
        backend = EchoBackend.in(site.backend());
        site.backend().command("nft", "-f", "-").reading(RULES).output();
        gateway.apply(document());
    }

    private ObjectNode document() {
        ObjectNode document = site.document();
        for (String protocol : new String[] {"tcp", "udp"}) {
            Draft.connector(document, protocol + "-cluster", protocol, OneGateway.CLIENTS_SIDE, FROM_CLUSTER_IP, protocol + "-cluster");
            Draft.connector(document, protocol + "-member", protocol, OneGateway.CLIENTS_SIDE, FROM_MEMBER, protocol + "-member");
            OneGateway.service(document, protocol + "-cluster", protocol, backend.port())
                    .put("sourceInterface", OneGateway.BACKENDS_SIDE).put("sourceFromClusterIp", true);
            OneGateway.service(document, protocol + "-member", protocol, backend.port())
                    .put("sourceInterface", OneGateway.BACKENDS_SIDE);
        }
        return document;
    }

    @BeforeEach
    void awaitClusterIps() {
        site.await("the connectors", this::allListen);
    }

    private boolean allListen() {
        for (JsonNode connector : gateway.control().show("connectors").path("connectors")) {
            if (!connector.path("state").asString().equals("listening")) {
                return false;
            }
        }
        return true;
    }

    @Test
    void streamsFromTheClusterIpAreAdmittedAndThoseFromTheMemberAreNot() throws IOException {
        try (Socket admitted = Sockets.call(site.client(), OneGateway.CLUSTER_IP, FROM_CLUSTER_IP)) {
            Sockets.assertEchoed(admitted, 100_000);
        }
        Sockets.assertReset(site.client(), OneGateway.CLUSTER_IP, FROM_MEMBER);
        site.await("the reason", () -> gateway.control().ends("tcp-member", "backend_refused") > 0);
        assertThat(backend.callers()).containsOnly(InetAddress.ofLiteral(OneGateway.CLUSTER_SOURCE));
    }

    @Test
    void datagramsFromTheClusterIpAreAdmittedAndThoseFromTheMemberAreNot() throws IOException {
        try (DatagramSocket admitted = Sockets.datagrams(site.client(), OneGateway.CLUSTER_IP, FROM_CLUSTER_IP);
                DatagramSocket refused = Sockets.datagrams(site.client(), OneGateway.CLUSTER_IP, FROM_MEMBER)) {
            Sockets.assertEchoed(admitted, 1_000);
            refused.send(new DatagramPacket(new byte[1], 1));
            assertThatThrownBy(() -> Sockets.receive(refused)).isInstanceOf(PortUnreachableException.class);
        }
        site.await("the reason", () -> gateway.control().ends("udp-member", "backend_refused") > 0);
        assertThat(backend.callers()).containsOnly(InetAddress.ofLiteral(OneGateway.CLUSTER_SOURCE));
    }

    /** Clients can be told, since their side keeps its address; the backend cannot: a reset has no address to leave from. */
    @Test
    void losingTheSourceResetsItsClientsUntilTheDaemonHasItAgain() throws IOException {
        try (Socket stream = Sockets.call(site.client(), OneGateway.CLUSTER_IP, FROM_CLUSTER_IP);
                DatagramSocket datagrams = Sockets.datagrams(site.client(), OneGateway.CLUSTER_IP, FROM_CLUSTER_IP)) {
            Sockets.assertEchoed(stream, 10);
            Sockets.assertEchoed(datagrams, 10);

            site.lose(OneGateway.BACKENDS_SIDE, OneGateway.CLUSTER_SOURCE);

            assertThatThrownBy(() -> stream.getInputStream().read()).isInstanceOf(IOException.class).hasMessageContaining("reset");
            site.await("the datagrams' end", () -> gateway.control().ends("udp-cluster", "address_lost") > 0);
        }
        site.await("the source", () -> site.holds(OneGateway.BACKENDS_SIDE, OneGateway.CLUSTER_SOURCE));
        assertPasses();
    }

    private void assertPasses() throws IOException {
        try (Socket stream = Sockets.call(site.client(), OneGateway.CLUSTER_IP, FROM_CLUSTER_IP)) {
            Sockets.assertEchoed(stream, 10);
        }
    }

    private long resets() {
        return backend.ended().stream().filter(EchoBackend.Ended::reset).count();
    }

    @Test
    void losingTheListenersAddressEndsItsSessionsUntilTheDaemonHasItAgain() throws IOException {
        long resets = resets();
        try (Socket stream = Sockets.call(site.client(), OneGateway.CLUSTER_IP, FROM_CLUSTER_IP)) {
            Sockets.assertEchoed(stream, 10);

            site.lose(OneGateway.CLIENTS_SIDE, OneGateway.CLUSTER_IP);

            site.await("the reset at the backend", () -> resets() > resets);
        }
        site.await("the address", () -> site.holds(OneGateway.CLIENTS_SIDE, OneGateway.CLUSTER_IP));
        site.await("the connectors", this::allListen);
        assertPasses();
    }
}
