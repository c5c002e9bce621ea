package io.sallyport.dataplane.pipeline.route;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST6_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST_NETWORK;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.pipeline.TestGateway.Left;
import io.sallyport.dataplane.pipeline.TestGateway.Way;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Next hop, source check, TTL, path MTU, MSS, DSCP and ECN, on whole packets. */
class RoutingTest {

    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    @Test
    void goesToTheNextBestPeer() {
        assertThat(gateway.outbound(ip(HOST, REMOTE).udp(1, 2)).getFirst().peer()).isZero();
        gateway.states[0] = PeerView.DOWN;
        assertThat(gateway.outbound(ip(HOST, REMOTE).udp(1, 2)).getFirst().peer()).isEqualTo(1);
    }

    @Test
    void refusalsWithoutDiagnosticsAreSilent() {
        gateway.options(true, false, 1000, -1);
        gateway.assertSilentDrop(gateway.outbound(ip(HOST, "10.9.9.9").udp(1, 2)), DropReason.NO_ROUTE);
        gateway.assertSilentDrop(gateway.outbound(ip(HOST, REMOTE).ttl(1).udp(1, 2)), DropReason.TTL_EXPIRED);
        gateway.states[1] = PeerView.DOWN;
        gateway.assertSilentDrop(gateway.outbound(ip(HOST, "10.100.20.9").udp(1, 2)), DropReason.PEER_DOWN);
        assertThat(gateway.inbound(ip(REMOTE6, HOST6_NETWORK).ttl(0).udp(1, 2))).isEmpty();
        gateway.assertDropped(DropReason.TTL_EXPIRED, 2);
    }

    /** A source of that peer, of another, of nobody, and of ourselves. */
    @Test
    void aPeerSpeaksForItsOwnPrefixesOnly() {
        assertThat(gateway.inbound(ip(REMOTE, HOST_NETWORK).udp(1, 2).toPacket(gateway.pool), 0, 0)).hasSize(1);
        assertThat(gateway.inbound(ip(REMOTE, HOST_NETWORK).udp(1, 2).toPacket(gateway.pool), 1, 0)).hasSize(1);
        for (String spoofed : new String[] {"10.100.20.1", "203.0.113.9", HOST_NETWORK, TestGateway.GATEWAY}) {
            assertThat(gateway.inbound(ip(spoofed, HOST_NETWORK).udp(1, 2).toPacket(gateway.pool), 0, 0)).isEmpty();
        }
        gateway.assertDropped(DropReason.ANTI_SPOOF, 4);
    }

    @ParameterizedTest
    @CsvSource({"-1,0x00,0x00", "-1,0xb9,0xb9", "46,0x00,0xb8", "46,0x03,0xbb", "0,0xfe,0x02"})
    void dscpIsCopiedOrFixedAndEcnCopied(int fixed, String inner, String outer) {
        gateway.options(true, true, 1000, fixed);
        int tos = Integer.decode(inner);
        assertThat(gateway.outbound(ip(HOST, REMOTE).tos(tos).udp(1, 2)).getFirst().trafficClass())
                .isEqualTo(Integer.decode(outer));
        assertThat(gateway.outbound(ip(HOST6, REMOTE6).tos(tos).udp(1, 2)).getFirst().trafficClass())
                .isEqualTo(Integer.decode(outer));
    }

    /** RFC 6040 §4.2, figure 4: arriving inner, arriving outer, departing; −1 is dropped. 0 Not-ECT, 1 ECT(1), 2 ECT(0), 3 CE. */
    @ParameterizedTest
    @CsvSource({"0,0,0", "0,2,0", "0,1,0", "0,3,-1", "2,0,2", "2,2,2", "2,1,1", "2,3,3", "1,0,1", "1,2,1", "1,1,1", "1,3,3",
            "3,0,3", "3,2,3", "3,1,3", "3,3,3"})
    void ecnMarksCombine(int inner, int outer, int departing) {
        int dscp = 0xb8;
        var left = gateway.inbound(ip(REMOTE, HOST_NETWORK).tos(dscp | inner).udp(1, 2).toPacket(gateway.pool), 0, outer);
        var left6 = gateway.inbound(ip(REMOTE6, HOST6_NETWORK).tos(dscp | inner).udp(1, 2).toPacket(gateway.pool), 0, outer);
        if (departing < 0) {
            assertThat(left).isEmpty();
            assertThat(left6).isEmpty();
            gateway.assertDropped(DropReason.ECN_INVALID, 2);
        } else {
            TestGateway.assertOnly(left, Way.LAN, ip(REMOTE, HOST).tos(dscp | departing).ttl(63).udp(1, 2));
            TestGateway.assertOnly(left6, Way.LAN, ip(REMOTE6, HOST6).tos(dscp | departing).ttl(63).udp(1, 2));
        }
    }

    @Test
    void clampsTheMssBothWaysInBothFamilies() {
        gateway.assertOutbound(syn(HOST, REMOTE, SYN, 1460), syn(HOST_NETWORK, REMOTE, SYN, 1380).ttl(63));
        gateway.assertInbound(syn(REMOTE, HOST_NETWORK, SYN_ACK, 8960), syn(REMOTE, HOST, SYN_ACK, 1380).ttl(63));
        gateway.assertOutbound(syn(HOST6, REMOTE6, SYN, 1440), syn(HOST6_NETWORK, REMOTE6, SYN, 1360).ttl(63));
        gateway.assertInbound(syn(REMOTE6, HOST6_NETWORK, SYN_ACK, 1440), syn(REMOTE6, HOST6, SYN_ACK, 1360).ttl(63));
        assertThat(gateway.count(Counter.MSS_CLAMPED)).isEqualTo(4);
    }

    @Test
    void neverRaisesTheMssNorTouchesOtherSegments() {
        gateway.assertOutbound(syn(HOST, REMOTE, SYN, 536), syn(HOST_NETWORK, REMOTE, SYN, 536).ttl(63));
        gateway.assertOutbound(syn(HOST, REMOTE, 0x10, 1460), syn(HOST_NETWORK, REMOTE, 0x10, 1460).ttl(63));
        gateway.options(false, true, 1000, -1);
        gateway.assertOutbound(syn(HOST, REMOTE, SYN, 1460), syn(HOST_NETWORK, REMOTE, SYN, 1460).ttl(63));
        assertThat(gateway.count(Counter.MSS_CLAMPED)).isZero();
    }

    @Test
    void clampsAnMssWhoseChecksumIsStillPartial() {
        gateway.assertOutbound(syn(HOST, REMOTE, SYN, 1460).partialChecksum(),
                syn(HOST_NETWORK, REMOTE, SYN, 1380).partialChecksum().ttl(63));
    }

    @Test
    void fragmentsWhatMayBeFragmented() {
        List<Left> left = gateway.outbound(ip(HOST, REMOTE).udp(5000, 53).payload(3000));
        assertThat(left).hasSize(3).allMatch(each -> each.way() == Way.TUNNEL && each.peer() == 0 && each.bytes().length <= 1420);
        byte[] whole = ip(HOST_NETWORK, REMOTE).udp(5000, 53).payload(3000).ttl(63).toBytes();
        int offset = 0;
        for (Left each : left) {
            assertThat(ReferenceChecksum.sum(each.bytes(), 0, 20)).isEqualTo(0xffff);
            for (int i = 20; i < each.bytes().length; i++) {
                assertThat(each.bytes()[i]).isEqualTo(whole[20 + offset++]);
            }
        }
        assertThat(offset).isEqualTo(whole.length - 20);
    }

    /** Fragments take only what room the packets behind them leave. */
    @Test
    void fragmentsNeverTakeAnotherPacketsPlace() {
        PacketBatch fromLan = new PacketBatch(2);
        fromLan.add(ip(HOST, REMOTE).udp(1, 2).payload(1450).toPacket(gateway.pool));
        fromLan.add(ip(HOST, REMOTE).udp(1, 2).toPacket(gateway.pool));
        PacketBatch toTunnel = new PacketBatch(2);
        gateway.pipeline.outbound(fromLan, gateway, toTunnel, new PacketBatch(2), 0);
        assertThat(toTunnel.size()).isEqualTo(1);
        gateway.assertDropped(DropReason.POOL_EXHAUSTED, 1);
        toTunnel.releaseAll();
    }

    @Test
    void segmentsOfASuperPacketHaveToFit() {
        assertThat(gateway.outbound(ip(HOST, REMOTE).dontFragment().tcp(1, 2).gso(1380).payload(9000))).hasSize(1);
        Left tooBig = gateway.outbound(ip(HOST, REMOTE).dontFragment().tcp(1, 2).gso(1381).payload(9000)).getFirst();
        assertThat(tooBig.way()).isEqualTo(Way.LAN);
        assertThat(tooBig.gso()).isEqualTo(Gso.NONE);
        assertThat(gateway.outbound(ip(HOST, REMOTE).udp(1, 2).gso(1400).payload(9000)).getFirst().way()).isEqualTo(Way.LAN);
        gateway.assertDropped(DropReason.FRAGMENTATION_NEEDED, 2);
    }

    @Test
    void aSuperPacketThatMayBeFragmentedIsCutSmaller() {
        Left left = gateway.outbound(ip(HOST, REMOTE).tcp(1, 2).gso(1448).payload(9000)).getFirst();
        assertThat(left.way()).isEqualTo(Way.TUNNEL);
        assertThat(left.gsoSize()).isEqualTo(1380);
    }

    /** Below 1280 it is the underlay that has to fragment (RFC 2473 §7.1). */
    @Test
    void ipv6NeverHearsOfLessThanItsMinimum() {
        gateway.mtus[0] = 1000;
        assertThat(gateway.outbound(ip(HOST6, REMOTE6).udp(1, 2).payload(1232)).getFirst().way()).isEqualTo(Way.TUNNEL);
        assertThat(gateway.outbound(ip(HOST6, REMOTE6).udp(1, 2).payload(1233)).getFirst().way()).isEqualTo(Way.LAN);
    }

    @Test
    void anOutputWithoutRoomIsTheCallersFault() {
        Packet packet = ip(HOST, REMOTE).udp(1, 2).toPacket(gateway.pool);
        PacketBatch fromLan = new PacketBatch(1);
        fromLan.add(packet);
        assertThatThrownBy(() -> gateway.pipeline.outbound(
                fromLan, gateway, new PacketBatch(0), new PacketBatch(1), 0)).isInstanceOf(IllegalArgumentException.class);
        fromLan.releaseAll();
    }

    private static PacketBuilder syn(String from, String to, int flags, int mss) {
        // no-operation first, so that the value stands at an odd place
        return ip(from, to).tcp(5000, 443).flags(flags).tcpOptions(
                (byte) 1, (byte) 2, (byte) 4, (byte) (mss >> 8), (byte) mss, (byte) 0, (byte) 0, (byte) 0);
    }
}
