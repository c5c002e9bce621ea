package io.sallyport.dataplane.pipeline.icmp;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY;
import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE6;
import static io.sallyport.dataplane.pipeline.TestGateway.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.pipeline.TestGateway.Left;
import io.sallyport.dataplane.pipeline.TestGateway.Way;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers of FEATURES §1, byte for byte: who says what to whom, quoting the packet as its sender sent it. */
class ResponderTest {

    private static final int SYN = 0x02;
    private static final int FIN_ACK = 0x11;
    private static final int RST = 0x04;

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    @Test
    void noRowForTheSourceIsNetUnknown() {
        assertAnswered(ip("192.168.10.16", REMOTE).udp(1, 2), 3, 6, 0);
        assertAnswered(ip("fd09::1", REMOTE6).udp(1, 2), 1, 5, 0);
    }

    @Test
    void noRouteIsNetUnreachable() {
        assertAnswered(ip(HOST, "10.9.9.9").udp(1, 2).payload(4), 3, 0, 0);
        assertAnswered(ip(HOST6, "2001:db8::1").udp(1, 2).payload(4), 1, 0, 0);
    }

    @Test
    void aPeerThatIsDownIsHostUnreachable() {
        gateway.states[0] = gateway.states[1] = PeerView.DOWN;
        assertAnswered(ip(HOST, REMOTE).echoRequest(1, 2).payload(56), 3, 1, 0);
        assertAnswered(ip(HOST6, REMOTE6).echoRequest(1, 2).payload(56), 1, 3, 0);
    }

    @Test
    void noRowAtTheDestinationIsHostUnknown() {
        assertAnsweredIn(ip(REMOTE, "10.100.100.16").udp(1, 2), 3, 7);
        assertAnsweredIn(ip(REMOTE6, "fd00:100:100:9::1").udp(1, 2), 1, 3);
        assertAnswered(ip(HOST, "10.100.100.16").udp(1, 2), 3, 7, 0); // and in hairpin
    }

    @Test
    void anExpiredTtlIsTimeExceeded() {
        assertAnswered(ip(HOST, REMOTE).ttl(1).udp(1, 2), 11, 0, 0);
        assertAnswered(ip(HOST6, REMOTE6).ttl(1).udp(1, 2), 3, 0, 0);
        assertAnsweredIn(ip(REMOTE, HOST_NETWORK).ttl(1).udp(1, 2), 11, 0);
        assertAnsweredIn(ip(REMOTE6, HOST6_NETWORK).ttl(0).udp(1, 2), 3, 0);
    }

    /** The next hop's MTU stands in the second word (RFC 1191 §4, RFC 4443 §3.2). */
    @Test
    void whatIsTooBigHearsTheMtu() {
        assertAnswered(ip(HOST, REMOTE).dontFragment().udp(1, 2).payload(1393), 3, 4, 1420);
        assertAnswered(ip(HOST6, REMOTE6).udp(1, 2).payload(1373), 2, 0, 1420);
        gateway.options(true, false, 1000, -1); // no diagnostic: without it the path would be a black hole
        assertAnswered(ip(HOST, REMOTE).dontFragment().udp(1, 2).payload(1393), 3, 4, 1420);
    }

    @Test
    void aRejectedDatagramIsProhibited() {
        gateway.rules(rule(Action.REJECT, Protocol.ANY, "any", "any"));
        assertAnswered(ip(HOST, REMOTE).udp(1, 2), 3, 13, 0);
        assertAnswered(ip(HOST6, REMOTE6).udp(1, 2), 1, 1, 0);
        assertAnsweredIn(ip(REMOTE, HOST_NETWORK).udp(1, 2), 3, 13);
        // of a first fragment the length is not known, so TCP cannot be reset
        assertAnswered(ip(HOST, REMOTE).fragment(0, true).tcp(1, 2).payload(4), 3, 13, 0);
        gateway.assertDropped(DropReason.ACCESS_RULE_REJECT, 4);
    }

    /** RFC 9293 §3.10.7.1, with and without an acknowledgment to answer with; SYN and FIN count one each. */
    @Test
    void aRejectedSegmentIsReset() {
        gateway.rules(rule(Action.REJECT, Protocol.TCP, "any", "any"));
        assertReset(ip(HOST, REMOTE).tcp(5000, 443).seq(1000).flags(SYN),
                ip(REMOTE, HOST).dontFragment().id(0).tcp(443, 5000).ack(1001).flags(0x14).window(0));
        assertReset(ip(HOST, REMOTE).tcp(5000, 443).seq(1000).ack(77).payload(10),
                ip(REMOTE, HOST).dontFragment().id(0).tcp(443, 5000).seq(77).flags(RST).window(0));
        assertReset(ip(HOST, REMOTE).tcp(5000, 443).seq(0xffff_fffeL).flags(FIN_ACK & ~0x10).payload(10),
                ip(REMOTE, HOST).dontFragment().id(0).tcp(443, 5000).ack(9).flags(0x14).window(0));
        assertReset(ip(HOST6, REMOTE6).tcp(5000, 443).seq(1000).flags(SYN),
                ip(REMOTE6, HOST6).tcp(443, 5000).ack(1001).flags(0x14).window(0));
        List<Left> inbound = gateway.inbound(ip(REMOTE, HOST_NETWORK).tcp(5000, 22).seq(4).flags(SYN));
        TestGateway.assertOnly(inbound, Way.TUNNEL,
                ip(HOST_NETWORK, REMOTE).dontFragment().id(0).tcp(22, 5000).ack(5).flags(0x14).window(0));
        assertThat(inbound.getFirst().peer()).isZero();
        gateway.assertDropped(DropReason.ACCESS_RULE_REJECT, 5);
    }

    @Test
    void aSuperPacketIsResetForAllOfItsPayload() {
        gateway.rules(rule(Action.REJECT, Protocol.TCP, "any", "any"));
        Left left = gateway.outbound(ip(HOST, REMOTE).tcp(5000, 443).seq(1).flags(0).gso(1000).payload(9000)).getFirst();
        assertThat(left.bytes()).isEqualTo(
                ip(REMOTE, HOST).dontFragment().id(0).tcp(443, 5000).ack(9001).flags(0x14).window(0).toBytes());
        assertThat(left.partial()).isFalse();
    }

    @Test
    void someThingsAreNeverAnswered() {
        gateway.rules(rule(Action.REJECT, Protocol.ANY, "any", "any"));
        byte[] quote = ip(HOST_NETWORK, REMOTE).udp(1, 2).toBytes();
        assertThat(gateway.inbound(ip(REMOTE, HOST_NETWORK).icmp(3, 3).payload(quote))).isEmpty();
        assertThat(gateway.outbound(ip(HOST, REMOTE).fragment(64, false).udp(1, 2))).isEmpty();
        assertThat(gateway.outbound(ip(HOST, REMOTE).tcp(1, 2).flags(RST))).isEmpty();
        gateway.assertDropped(DropReason.ACCESS_RULE_REJECT, 3);
        assertThat(gateway.outbound(ip(HOST, "224.0.0.5").udp(1, 2))).isEmpty();
        assertThat(gateway.count(Counter.ICMP_ERRORS_SENT)).isZero();
    }

    @Test
    void answersAreRateLimited() {
        gateway.options(true, true, 2, -1);
        for (int i = 0; i < 5; i++) {
            gateway.outbound(ip(HOST, "10.9.9.9").udp(1, 2));
        }
        assertThat(gateway.count(Counter.ICMP_ERRORS_SENT)).isEqualTo(2);
        gateway.assertDropped(DropReason.NO_ROUTE, 5);
        gateway.assertDropped(DropReason.ICMP_RATE_LIMITED, 3);
        gateway.nowNs += 500_000_000;
        assertThat(gateway.outbound(ip(HOST, "10.9.9.9").udp(1, 2))).hasSize(1);
    }

    /** 576 bytes of IPv4 (RFC 1812 §4.3.2.3), 1280 of IPv6 (RFC 4443 §2.4(c)). */
    @ParameterizedTest
    @CsvSource({"192.168.10.15,10.9.9.9,576", "fd01::15,2001:db8::1,1280"})
    void quotesAsMuchAsMayBe(String from, String to, int length) {
        assertThat(gateway.outbound(ip(from, to).udp(1, 2).payload(1400)).getFirst().bytes()).hasSize(length);
    }

    private void assertAnswered(PacketBuilder refused, int type, int code, int mtu) {
        long before = gateway.count(Counter.ICMP_ERRORS_SENT);
        byte[] sent = refused.toBytes();
        TestGateway.assertOnly(gateway.outbound(refused), Way.LAN, answer(sent, type, code, mtu));
        assertThat(gateway.count(Counter.ICMP_ERRORS_SENT)).isEqualTo(before + 1);
    }

    private void assertAnsweredIn(PacketBuilder refused, int type, int code) {
        byte[] sent = refused.toBytes();
        List<Left> left = gateway.inbound(refused);
        TestGateway.assertOnly(left, Way.TUNNEL, answer(sent, type, code, 0));
        assertThat(left.getFirst().peer()).isZero();
    }

    private void assertReset(PacketBuilder refused, PacketBuilder reset) {
        TestGateway.assertOnly(gateway.outbound(refused), Way.LAN, reset);
    }

    private static PacketBuilder answer(byte[] sent, int type, int code, int mtu) {
        boolean v6 = sent[0] >> 4 == 6;
        String sender = sourceOf(sent, v6);
        byte[] quote = Arrays.copyOf(sent, Math.min(sent.length, v6 ? 1280 - 48 : 576 - 28));
        PacketBuilder answer = v6 ? ip(GATEWAY6, sender) : ip(GATEWAY, sender).tos(0xc0).dontFragment().id(0);
        return answer.icmp(type, code).icmpRest(mtu).payload(quote);
    }

    private static String sourceOf(byte[] packet, boolean v6) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(packet, v6 ? 8 : 12, v6 ? 24 : 16)).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
