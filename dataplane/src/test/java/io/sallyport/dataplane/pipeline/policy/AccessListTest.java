package io.sallyport.dataplane.pipeline.policy;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE6;
import static io.sallyport.dataplane.pipeline.TestGateway.rule;

import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.wire.IpProtocol;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What rules mean, seen from outside: a packet passes or it does not. */
class AccessListTest {

    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    @Test
    void withoutAListEverythingPasses() {
        gateway.assertPasses(ip(HOST, REMOTE).protocol(IpProtocol.GRE).payload(20));
    }

    @Test
    void anEmptyListPassesNothing() {
        gateway.rules();
        gateway.assertStopped(ip(HOST, REMOTE).udp(1, 2));
    }

    @Test
    void theFirstMatchDecides() {
        gateway.rules(rule(Action.DROP, Protocol.TCP, "any", REMOTE, 22, 22), rule(Action.ALLOW, Protocol.TCP, "any", "any"));
        gateway.assertStopped(ip(HOST, REMOTE).tcp(5000, 22));
        gateway.assertPasses(ip(HOST, REMOTE).tcp(5000, 23));
        gateway.assertPasses(ip(HOST, "10.100.10.16").tcp(5000, 22));
        gateway.assertStopped(ip(HOST, REMOTE).udp(5000, 23));
    }

    @Test
    void rulesSeeNetworkAddresses() {
        gateway.rules(rule(Action.ALLOW, Protocol.ANY, HOST_NETWORK, "any"));
        gateway.assertPasses(ip(HOST, REMOTE).udp(1, 2));
        gateway.rules(rule(Action.ALLOW, Protocol.ANY, HOST, "any"));
        gateway.assertStopped(ip(HOST, REMOTE).udp(1, 2));
    }

    @Test
    void portsAreRangesAtTheDestination() {
        gateway.rules(rule(Action.ALLOW, Protocol.ANY, HOST_NETWORK, REMOTE, 22, 22, 8000, 8100, 65_535, 65_535));
        for (int port : new int[] {22, 8000, 8050, 8100, 65_535}) {
            gateway.assertPasses(ip(HOST, REMOTE).tcp(9999, port));
            gateway.assertPasses(ip(HOST, REMOTE).udp(9999, port));
        }
        for (int port : new int[] {0, 21, 23, 7999, 8101, 65_534}) {
            gateway.assertStopped(ip(HOST, REMOTE).tcp(9999, port));
        }
        gateway.assertStopped(ip(HOST, REMOTE).echoRequest(1, 1));
        gateway.assertStopped(ip(HOST, REMOTE).protocol(IpProtocol.ESP).payload(20));
    }

    @Test
    void allowMatchesAnswersButNoOpeningInReverse() {
        gateway.rules(rule(Action.ALLOW, Protocol.TCP, HOST_NETWORK, REMOTE, 443, 443));
        gateway.assertPasses(ip(HOST, REMOTE).tcp(5000, 443).flags(SYN));
        gateway.assertPassesIn(ip(REMOTE, HOST_NETWORK).tcp(443, 5000).flags(SYN_ACK));
        gateway.assertPassesIn(ip(REMOTE, HOST_NETWORK).tcp(443, 5000));
        gateway.assertStoppedIn(ip(REMOTE, HOST_NETWORK).tcp(443, 5000).flags(SYN));
        gateway.assertStoppedIn(ip(REMOTE, HOST_NETWORK).tcp(444, 5000).flags(SYN_ACK));
        gateway.assertStoppedIn(ip(REMOTE, HOST_NETWORK).tcp(5000, 443));
    }

    @Test
    void allowMatchesEchoRepliesButNoRequestInReverse() {
        gateway.rules(rule(Action.ALLOW, Protocol.ICMP, HOST_NETWORK, REMOTE),
                rule(Action.ALLOW, Protocol.ICMP, "any", REMOTE6));
        gateway.assertPasses(ip(HOST, REMOTE).echoRequest(1, 1));
        gateway.assertPassesIn(ip(REMOTE, HOST_NETWORK).icmp(0, 0));
        gateway.assertStoppedIn(ip(REMOTE, HOST_NETWORK).echoRequest(1, 1));
        gateway.assertPasses(ip(HOST6, REMOTE6).echoRequest(1, 1));
        gateway.assertPassesIn(ip(REMOTE6, TestGateway.HOST6_NETWORK).icmp(129, 0));
        gateway.assertStoppedIn(ip(REMOTE6, TestGateway.HOST6_NETWORK).echoRequest(1, 1));
        gateway.assertStopped(ip(HOST, REMOTE).udp(1, 2));
    }

    @Test
    void dropMatchesForwardOnly() {
        gateway.rules(rule(Action.DROP, Protocol.UDP, HOST_NETWORK, REMOTE), rule(Action.ALLOW, Protocol.ANY, "any", "any"));
        gateway.assertStopped(ip(HOST, REMOTE).udp(1, 2));
        gateway.assertPassesIn(ip(REMOTE, HOST_NETWORK).udp(2, 1));
    }

    @Test
    void icmpErrorsAreJudgedByTheirQuote() {
        gateway.rules(rule(Action.DROP, Protocol.ICMP, "any", "any"),
                rule(Action.ALLOW, Protocol.UDP, HOST_NETWORK, REMOTE, 53, 53));
        gateway.assertPassesIn(error(REMOTE, HOST_NETWORK, ip(HOST_NETWORK, REMOTE).udp(5000, 53)));
        gateway.assertStoppedIn(error(REMOTE, HOST_NETWORK, ip(HOST_NETWORK, REMOTE).udp(5000, 54)));
        gateway.assertPasses(error(HOST, REMOTE, ip(REMOTE, HOST).udp(53, 5000)));
        gateway.assertStopped(error(HOST, REMOTE, ip(REMOTE, HOST).udp(54, 5000)));
    }

    /** With no ports to go by it passes wherever some ports would: alone it is worth nothing. */
    @Test
    void laterFragmentsMatchAllowWhateverItsPorts() {
        gateway.rules(rule(Action.DROP, Protocol.UDP, "any", REMOTE, 1, 1000),
                rule(Action.ALLOW, Protocol.UDP, HOST_NETWORK, REMOTE, 5000, 5000));
        gateway.assertPasses(ip(HOST, REMOTE).fragment(1480, false).udp(0, 0));
        gateway.assertStopped(ip(HOST, REMOTE).fragment(0, true).udp(7, 53).payload(8));
        gateway.assertStopped(ip(HOST, REMOTE).fragment(1480, false).tcp(0, 0));
        gateway.rules(rule(Action.DROP, Protocol.UDP, "any", REMOTE),
                rule(Action.ALLOW, Protocol.UDP, HOST_NETWORK, REMOTE, 5000, 5000));
        gateway.assertStopped(ip(HOST, REMOTE).fragment(1480, false).udp(0, 0));
    }

    /** Applied to the next packet of a flow that has long been running. */
    @Test
    void newRulesMeetLiveTraffic() {
        gateway.assertPasses(ip(HOST, REMOTE).tcp(5000, 443));
        gateway.rules(rule(Action.DROP, Protocol.TCP, "any", "any", 443, 443));
        gateway.assertStopped(ip(HOST, REMOTE).tcp(5000, 443));
    }

    private static PacketBuilder error(String from, String to, PacketBuilder quoted) {
        return ip(from, to).icmp(3, 3).payload(Arrays.copyOf(quoted.toBytes(), 28));
    }
}
