package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Namespace;
import java.util.List;

/** What a gateway tells a sender instead of silence: who may not take part, what has no route, what is too large. */
final class Diagnostics {

    private static final String OUTSIDER = "192.168.10.99";
    private static final String NOWHERE = "10.100.55.1";
    private static final String NOBODY = "10.100.10.77";
    private static final int ETHERNET_MTU = 1500;
    private static final int TUNNEL_MTU = 1420;
    /** IPv4 header without options (RFC 791) and ICMP echo header (RFC 792). */
    private static final int V4_HEADERS = 20 + 8;
    /** IPv6 header (RFC 8200) and ICMPv6 echo header (RFC 4443). */
    private static final int V6_HEADERS = 40 + 8;

    private final Namespace client;

    Diagnostics(Lab lab) {
        this.client = lab.host(SeedNetwork.client()).namespace();
    }

    List<Check> all() {
        Host server = SeedNetwork.servers().getFirst();
        return List.of(
                new Check("a source without inside NAT is told: net unknown (code 6)", () -> outsider(server)),
                new Check("a destination without route is told: net unreachable (code 0)",
                        () -> refused(NOWHERE, "Destination Net Unreachable")),
                new Check("a destination without inside NAT is told: host unknown (code 7)",
                        () -> refused(NOBODY, "Destination Host Unknown")),
                new Check("path MTU is told and then fits, IPv4", () -> pathMtu(server.network().v4(), V4_HEADERS)),
                new Check("path MTU is told and then fits, IPv6", () -> pathMtu(server.network().v6(), V6_HEADERS)),
                new Check("fragments cross the tunnel", () -> fragments(server.network().v4())));
    }

    private String outsider(Host server) {
        client.link("eth0").address(OUTSIDER + "/24");
        try {
            return refused(server.network().v4(), "Destination Net Unknown", "-I", OUTSIDER);
        } finally {
            client.ip("address", "delete", OUTSIDER + "/24", "dev", "eth0");
        }
    }

    private String refused(String address, String how, String... options) {
        Ping.Reply reply = Ping.run(client, address, 1, options);
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
