package io.sallyport.bench.demo;

import io.sallyport.bench.lab.DualStack;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.net.Namespace;
import java.util.List;

/** What a gateway tells a sender instead of silence: who may not take part, what has no route, what is too large. */
final class Diagnostics {

    private static final String OUTSIDER = "172.16.10.99";
    private static final String NOWHERE = "10.100.55.1";
    private static final String NOBODY = "10.100.10.77";
    private static final int ETHERNET_MTU = 1500;
    private static final int TUNNEL_MTU = 1420;
    /** IPv4 header without options (RFC 791) and ICMP echo header (RFC 792). */
    private static final int V4_HEADERS = 20 + 8;
    /** IPv6 header (RFC 8200) and ICMPv6 echo header (RFC 4443). */
    private static final int V6_HEADERS = 40 + 8;

    private final Namespace client;
    private final Namespace server;

    Diagnostics(Lab lab) {
        this.client = lab.host(SeedNetwork.client()).namespace();
        this.server = lab.host(SeedNetwork.servers().getFirst()).namespace();
    }

    List<Check> all() {
        DualStack address = SeedNetwork.servers().getFirst().network();
        return List.of(
                new Check("a source without inside NAT is told: net unknown (code 6)", this::outsider),
                new Check("a destination without route is told: net unreachable (code 0)",
                        () -> refused(client, NOWHERE, "Destination Net Unreachable")),
                new Check("a destination without inside NAT is told: host unknown (code 7)",
                        () -> refused(client, NOBODY, "Destination Host Unknown")),
                new Check("path MTU is told and then fits, IPv4", () -> pathMtu(address.v4(), V4_HEADERS)),
                new Check("path MTU is told and then fits, IPv6", () -> pathMtu(address.v6(), V6_HEADERS)),
                new Check("fragments cross the tunnel", () -> fragments(address.v4())));
    }

    /** At an edge: a VPC would drop an address that is not its interface's. */
    private String outsider() {
        server.link("eth0").address(OUTSIDER + "/24");
        try {
            return refused(server, SeedNetwork.client().network().v4(), "Destination Net Unknown", "-I", OUTSIDER);
        } finally {
            server.ip("address", "delete", OUTSIDER + "/24", "dev", "eth0");
        }
    }

    private static String refused(Namespace from, String address, String how, String... options) {
        Ping.Reply reply = Ping.run(from, address, 1, options);
        Check.require(reply.received() == 0, address + " answered");
        Check.require(reply.text().contains(how), "expected '" + how + "', but: " + reply.complaint());
        return reply.complaint();
    }

    private String pathMtu(String address, int headers) {
        Ping.Reply tooLarge = Ping.run(client, address, 1, "-M", "do", "-s", Integer.toString(ETHERNET_MTU - headers));
        Check.require(tooLarge.received() == 0, "a packet of " + ETHERNET_MTU + " bytes went through unfragmented");
        int mtu = tooLarge.mtu().orElseThrow(() -> new Check.Failed("no MTU was told: " + tooLarge.complaint()));
        Check.require(mtu == TUNNEL_MTU, "MTU " + mtu + " was told instead of " + TUNNEL_MTU);
        Ping.Reply fitting = Ping.run(client, address, 1, "-M", "do", "-s", Integer.toString(mtu - headers));
        Check.require(fitting.all(), "a packet of the told MTU was lost: " + fitting.complaint());
        return "%d bytes: told mtu %d; %d bytes: answered".formatted(ETHERNET_MTU, mtu, mtu);
    }

    private String fragments(String address) {
        int size = 8_000;
        Ping.Reply reply = Ping.run(client, address, 1, "-M", "dont", "-s", Integer.toString(size));
        Check.require(reply.all(), reply.complaint());
        return "a ping of %,d bytes was answered".formatted(size);
    }
}
