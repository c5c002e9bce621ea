package io.sallyport.bench.demo;

import io.sallyport.bench.lab.HostProcess;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.host.Answer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The client reaches every server by its network address, and every server sees the client's translated one. */
final class Reachability {

    private static final int PINGS = 3;
    private static final String QUICK = "0.05";

    private final HostProcess client;

    Reachability(Lab lab) {
        this.client = lab.host(SeedNetwork.client());
    }

    List<Check> v4() {
        String source = SeedNetwork.client().network().v4();
        return forEachServer(host -> host.network().v4(), source);
    }

    List<Check> v6() {
        String source = SeedNetwork.client().network().v6();
        return forEachServer(host -> host.network().v6(), source);
    }

    private interface Address {
        String of(Host host);
    }

    private List<Check> forEachServer(Address address, String source) {
        List<Check> checks = new ArrayList<>();
        for (Host server : SeedNetwork.servers()) {
            String target = address.of(server);
            checks.add(new Check("ping " + target, () -> ping(target)));
            checks.add(new Check("tcp " + target,
                    () -> exchanged(client.agent().tcp(target, WanCapture.MARKER), server, source)));
            checks.add(new Check("udp " + target,
                    () -> exchanged(client.agent().udp(target, WanCapture.MARKER), server, source)));
        }
        return checks;
    }

    private String ping(String target) {
        Ping.Reply reply = Ping.run(client.namespace(), target, PINGS, "-i", QUICK);
        // reachability is claimed here; how many came back stands beside it
        Check.require(reply.received() > 0, reply.complaint());
        return "%d of %d answered, %s".formatted(reply.received(), reply.sent(), reply.averageRtt());
    }

    private static String exchanged(Answer answer, Host server, String source) {
        Check.require(answer.ok(), answer.get("error"));
        Check.require(answer.get("host").equals(server.namespace()),
                "answered by " + answer.get("host") + " instead of " + server.namespace());
        Check.require(sameAddress(answer.get("peer"), source),
                server.namespace() + " saw " + answer.get("peer") + " instead of the translated " + source);
        return "%s saw the client as %s, echoed %s bytes".formatted(server.namespace(), source, answer.get("echoed"));
    }

    /** Java writes IPv6 without folding zeros. */
    static boolean sameAddress(String seen, String expected) {
        return InetAddress.ofLiteral(seen).equals(InetAddress.ofLiteral(expected));
    }
}
