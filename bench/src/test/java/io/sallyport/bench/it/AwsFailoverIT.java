package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pair in a VPC: what moves when the role moves, and that it never is in two places; {@link AwsPair} has the picture. */
class AwsFailoverIT extends OnAwsPair {

    @Test
    void aKilledMembersClusterIpRoutesAndServicesAreTakenOver() throws IOException {
        try (Socket proxied = EchoedCall.open(pair.host(), AwsPair.CLUSTER_IP, AwsPair.PORT);
                Socket routed = EchoedCall.open(pair.remote(), AwsPair.HOST, pair.echo().port())) {
            assertThat(pair.echo().callers()).contains(InetAddress.ofLiteral(AwsPair.CLUSTER_IP));

            pair.a().process().kill();
            pair.awaitRole(pair.b(), "active");
            pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);

            // its kernel ended the session when it died, or the new member knows nothing of it and says so
            assertThatThrownBy(() -> EchoedCall.echo(proxied)).isInstanceOf(IOException.class);
            EchoedCall.echo(routed);
        }
        pair.awaitServed();

        pair.a().start();
        pair.awaitActive(pair.a(), pair.b());
        pair.awaitServed();
        assertThat(why(pair.a())).contains("; EC2 has confirmed that the cluster is here");
    }

    @Test
    void anOperatorsWishMovesAllOfItAndTheLoserLetsGoFirst() throws IOException {
        try (Socket routed = EchoedCall.open(pair.remote(), AwsPair.HOST, pair.echo().port());
                Socket proxied = EchoedCall.open(pair.host(), AwsPair.CLUSTER_IP, AwsPair.PORT)) {
            pair.configureBoth(document -> document.withObject("cluster").put("mode", "manualFailback"));
            assertThat(pair.b().control().run("cluster", "make-active").ok()).isTrue();
            pair.awaitActive(pair.b(), pair.a());
            EchoedCall.echo(routed);
            assertThatThrownBy(() -> EchoedCall.echo(proxied)).isInstanceOf(SocketException.class);
            pair.awaitServed();

            long before = pair.vpc().nextCall();
            assertThat(pair.b().control().run("cluster", "relinquish").ok()).isTrue();
            pair.awaitActive(pair.a(), pair.b());
            EchoedCall.echo(routed);
            List<Call> calls = pair.vpc().calls(before);
            assertThat(calls).filteredOn(call -> call.action().equals("AssignPrivateIpAddresses")).isNotEmpty()
                    .allMatch(call -> call.instance().equals(AwsPair.instance(pair.a())));
        }
    }

    @Test
    void aFrozenMemberThatWakesUpAnswersWithNotOnePacket() throws IOException {
        try (Socket routed = EchoedCall.open(pair.remote(), AwsPair.HOST, pair.echo().port());
                Sniffer from = new Sniffer(pair.a().namespace(), "lan0", "outbound and src " + AwsPair.CLUSTER_IP
                        + " or outbound and (src " + AwsPair.REMOTE + " or src " + AwsPair.HOST + ")")) {
            pair.a().process().signal("STOP");
            pair.awaitRole(pair.b(), "active");
            pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
            pair.awaitServed();
            int sent = from.packets().size();

            pair.a().process().signal("CONT");
            pair.awaitRole(pair.a(), "standby");
            pair.awaitServed();
            EchoedCall.echo(routed);
            pair.await("no cluster IP at a", () -> !AwsPair.hasAddress(pair.a(), AwsPair.CLUSTER_IP));
            assertThat(from.packets()).as("packets after it woke up").hasSize(sent);
        }
        pair.awaitActive(pair.a(), pair.b());
    }

    /** Both reach EC2 and everyone else: who stays active is for them to find out by what EC2 says. */
    @Test
    void withTheHeartbeatLinkCutOneMemberServes() throws IOException {
        pair.cutHeartbeats();
        pair.await("one active member", () -> List.of(pair.a().control().role(), pair.b().control().role()).contains("active"));
        pair.awaitServed();
        pair.vpc().clear();
        pair.awaitActive(pair.a(), pair.b());
        pair.awaitServed();
    }

    @Test
    void aMemberCutFromEveryoneStopsAndItsPartnerServes() {
        pair.cutFromEveryone(pair.a());
        pair.awaitRole(pair.b(), "active");
        pair.awaitHolds(pair.b(), AwsPair.CLUSTER_IP, AwsPair.CLOUD_ROUTE);
        pair.await("a to let go", () -> !pair.a().control().role().equals("active"));
        pair.awaitServed();
        pair.vpc().clear();
        pair.awaitActive(pair.a(), pair.b());
    }

    private String why(Sallyportd member) {
        return member.control().show("cluster").path("why").asString();
    }
}
