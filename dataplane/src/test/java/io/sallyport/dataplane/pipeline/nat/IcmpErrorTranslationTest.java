package io.sallyport.dataplane.pipeline.nat;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY;
import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.NEIGHBOUR;
import static io.sallyport.dataplane.pipeline.TestGateway.NEIGHBOUR_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE6;

import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.pipeline.TestGateway.Way;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpProtocol;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A translated ICMP error quotes, byte for byte, the packet that its receiver once sent. */
class IcmpErrorTranslationTest {

    private static final String ROUTER = "192.168.10.254";
    private static final String ROUTER6 = "fd02::1";

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    static List<Named<UnaryOperator<PacketBuilder>>> quotes() {
        return List.of(
                Named.of("tcp", packet -> packet.tcp(40_000, 443).seq(7).payload(40)),
                Named.of("udp", packet -> packet.udp(5000, 53).payload(30)),
                Named.of("udp without checksum", packet -> packet.udp(5000, 53).withoutChecksum().payload(20)),
                Named.of("echo", packet -> packet.echoRequest(7, 1).payload(21)),
                Named.of("esp", packet -> packet.protocol(IpProtocol.ESP).payload(24)));
    }

    /** The quote is cut at every even length from the bare IP header on, and not at all. */
    @ParameterizedTest
    @MethodSource("quotes")
    void translatesWhateverIsQuotedHoweverShort(UnaryOperator<PacketBuilder> quoted) {
        byte[] sent = quoted.apply(ip(HOST, REMOTE)).toBytes();
        byte[] seen = quoted.apply(ip(HOST_NETWORK, REMOTE)).toBytes();
        for (int length : cuts(20, sent.length)) {
            gateway.assertInbound(
                    error(REMOTE, HOST_NETWORK, 3, 3, seen, length), error(REMOTE, HOST, 3, 3, sent, length).ttl(63));
        }
        byte[] sentBack = quoted.apply(ip(REMOTE, HOST)).toBytes();
        byte[] seenBack = quoted.apply(ip(REMOTE, HOST_NETWORK)).toBytes();
        for (int length : cuts(20, sent.length)) {
            gateway.assertOutbound(error(HOST, REMOTE, 3, 3, sentBack, length),
                    error(HOST_NETWORK, REMOTE, 3, 3, seenBack, length).ttl(63));
        }
    }

    @ParameterizedTest
    @MethodSource("quotes")
    void translatesIcmpv6WhateverIsQuoted(UnaryOperator<PacketBuilder> quoted) {
        byte[] sent = quoted.apply(ip(HOST6, REMOTE6)).toBytes();
        byte[] seen = quoted.apply(ip(HOST6_NETWORK, REMOTE6)).toBytes();
        for (int length : cuts(40, sent.length)) {
            gateway.assertInbound(error(REMOTE6, HOST6_NETWORK, 1, 4, seen, length),
                    error(REMOTE6, HOST6, 1, 4, sent, length).ttl(63));
            gateway.assertOutbound(error(HOST6, REMOTE6, 1, 4, quoted.apply(ip(REMOTE6, HOST6)).toBytes(), length),
                    error(HOST6_NETWORK, REMOTE6, 1, 4, quoted.apply(ip(REMOTE6, HOST6_NETWORK)).toBytes(), length).ttl(63));
        }
    }

    /** It has no transport header, whatever its bytes look like. */
    @Test
    void aQuotedLaterFragmentHasNoTransportChecksum() {
        byte[] seen = ip(HOST_NETWORK, REMOTE).fragment(16, false).tcp(1, 2).withoutChecksum().toBytes();
        byte[] sent = ip(HOST, REMOTE).fragment(16, false).tcp(1, 2).withoutChecksum().toBytes();
        gateway.assertInbound(error(REMOTE, HOST_NETWORK, 3, 3, seen, 40), error(REMOTE, HOST, 3, 3, sent, 40).ttl(63));
    }

    /** Half a checksum cannot be translated: it stays, and the error's own checksum is right over what there is. */
    @Test
    void aQuoteMayEndInTheMiddleOfAChecksum() {
        byte[] seen = ip(HOST_NETWORK, REMOTE).tcp(1, 2).toBytes();
        byte[] sent = ip(HOST, REMOTE).tcp(1, 2).toBytes();
        int half = 20 + 16;
        sent[half] = seen[half];
        gateway.assertInbound(
                error(REMOTE, HOST_NETWORK, 3, 3, seen, half + 1), error(REMOTE, HOST, 3, 3, sent, half + 1).ttl(63));
    }

    /** Unreachable, frag needed, source quench, redirect, time exceeded, parameter problem. */
    @ParameterizedTest
    @CsvSource({"3,0", "3,4", "3,13", "4,0", "5,1", "11,0", "11,1", "12,0"})
    void everyErrorTypeIsTranslated(int type, int code) {
        byte[] sent = ip(HOST, REMOTE).udp(5000, 53).payload(8).toBytes();
        byte[] seen = ip(HOST_NETWORK, REMOTE).udp(5000, 53).payload(8).toBytes();
        gateway.assertInbound(
                error(REMOTE, HOST_NETWORK, type, code, seen, 36), error(REMOTE, HOST, type, code, sent, 36).ttl(63));
    }

    @ParameterizedTest
    @CsvSource({"1,0", "2,0", "3,0", "4,1", "100,0", "127,0"})
    void everyIcmpv6ErrorTypeIsTranslated(int type, int code) {
        byte[] sent = ip(HOST6, REMOTE6).udp(5000, 53).payload(8).toBytes();
        byte[] seen = ip(HOST6_NETWORK, REMOTE6).udp(5000, 53).payload(8).toBytes();
        gateway.assertInbound(error(REMOTE6, HOST6_NETWORK, type, code, seen, 56),
                error(REMOTE6, HOST6, type, code, sent, 56).ttl(63));
    }

    /** RFC 4884: 128 bytes of the original, then an extension structure that stays as it is. */
    @Test
    void extensionsBehindTheQuoteStay() {
        byte[] extension = {0x20, 0, (byte) 0xdf, (byte) 0xff, 0, 8, 1, 1, 0x12, 0x34, 0x56, 0x78};
        byte[] sent = concat(ip(HOST, REMOTE).udp(5000, 53).payload(100).toBytes(), extension);
        byte[] seen = concat(ip(HOST_NETWORK, REMOTE).udp(5000, 53).payload(100).toBytes(), extension);
        int lengthInWords = 128 / 4 << 16;
        gateway.assertInbound(error(REMOTE, HOST_NETWORK, 11, 0, seen, seen.length).icmpRest(lengthInWords),
                error(REMOTE, HOST, 11, 0, sent, sent.length).icmpRest(lengthInWords).ttl(63));
    }

    /** RFC 5508 §4.2, REQ-5(c): a router in the local network has no row; the gateway lends it its own address. */
    @Test
    void aLocalRouterReportsAsTheGateway() {
        byte[] came = ip(REMOTE, HOST).udp(5000, 53).payload(8).ttl(1).toBytes();
        byte[] sent = ip(REMOTE, HOST_NETWORK).udp(5000, 53).payload(8).ttl(1).toBytes();
        gateway.assertOutbound(error(ROUTER, REMOTE, 11, 0, came, 28), error(GATEWAY, REMOTE, 11, 0, sent, 28).ttl(63));
        byte[] came6 = ip(REMOTE6, HOST6).udp(5000, 53).payload(8).ttl(1).toBytes();
        byte[] sent6 = ip(REMOTE6, HOST6_NETWORK).udp(5000, 53).payload(8).ttl(1).toBytes();
        gateway.assertOutbound(error(ROUTER6, REMOTE6, 3, 0, came6, 56), error(GATEWAY6, REMOTE6, 3, 0, sent6, 56).ttl(63));
    }

    /** What the gateway's own kernel reports: its address stays, the quote changes. */
    @Test
    void theGatewaysKernelReportsAsItself() {
        byte[] came = ip(REMOTE, HOST).udp(5000, 53).payload(8).toBytes();
        byte[] sent = ip(REMOTE, HOST_NETWORK).udp(5000, 53).payload(8).toBytes();
        gateway.assertOutbound(error(GATEWAY, REMOTE, 3, 1, came, 36), error(GATEWAY, REMOTE, 3, 1, sent, 36).ttl(63));
    }

    @Test
    void hairpinErrorsAreTranslatedFourTimes() {
        byte[] came = ip(HOST_NETWORK, NEIGHBOUR).udp(1, 2).payload(3).toBytes();
        byte[] sent = ip(HOST, NEIGHBOUR_NETWORK).udp(1, 2).payload(3).toBytes();
        TestGateway.assertOnly(gateway.outbound(error(NEIGHBOUR, HOST_NETWORK, 3, 3, came, 31)), Way.LAN,
                error(NEIGHBOUR_NETWORK, HOST, 3, 3, sent, 31).ttl(63));
    }

    @Test
    void aForeignQuoteIsNotTranslatable() {
        byte[] foreign = ip(REMOTE, "192.168.10.77").udp(1, 2).toBytes();
        gateway.assertSilentDrop(gateway.outbound(error(HOST, REMOTE, 3, 3, foreign, 28)), DropReason.ICMP_UNTRANSLATABLE);
    }

    /** Rules judge the quote, so the error may go to nobody but who sent it. */
    @Test
    void anErrorGoesToTheSenderOfItsQuoteOnly() {
        byte[] quote = ip(HOST_NETWORK, REMOTE).udp(1, 2).toBytes();
        gateway.assertSilentDrop(gateway.inbound(error(REMOTE, NEIGHBOUR_NETWORK, 3, 3, quote, 28)),
                DropReason.ICMP_UNTRANSLATABLE);
        byte[] outgoing = ip("10.100.20.9", HOST).udp(1, 2).toBytes();
        gateway.outbound(error(HOST, REMOTE, 3, 3, outgoing, 28));
        gateway.assertDropped(DropReason.ICMP_UNTRANSLATABLE, 2);
    }

    /** Peer 0 knows nothing of what went to peer 1, and may not shrink its path MTU. */
    @Test
    void aPeerReportsOnlyWhatWasSentToIt() {
        byte[] toAnother = ip(HOST_NETWORK, "10.100.20.9").tcp(1, 2).toBytes();
        gateway.assertSilentDrop(gateway.inbound(error(REMOTE, HOST_NETWORK, 3, 4, toAnother, 28)), DropReason.ANTI_SPOOF);
        byte[] toNobody = ip(HOST_NETWORK, "203.0.113.9").tcp(1, 2).toBytes();
        gateway.inbound(error(REMOTE, HOST_NETWORK, 3, 4, toNobody, 28));
        gateway.assertDropped(DropReason.ANTI_SPOOF, 2);
    }

    @ParameterizedTest
    @CsvSource({"0", "8", "19"})
    void aQuoteWithoutAWholeIpHeaderIsMalformed(int length) {
        byte[] quote = ip(HOST_NETWORK, REMOTE).udp(1, 2).toBytes();
        gateway.assertSilentDrop(gateway.inbound(error(REMOTE, HOST_NETWORK, 3, 3, quote, length)), DropReason.MALFORMED_ICMP);
    }

    private static int[] cuts(int from, int whole) {
        return IntStream.rangeClosed(from, whole).filter(length -> length % 2 == 0 || length == whole).toArray();
    }

    private static PacketBuilder error(String from, String to, int type, int code, byte[] quoted, int length) {
        return ip(from, to).icmp(type, code).payload(Arrays.copyOf(quoted, length));
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
