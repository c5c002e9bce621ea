package io.sallyport.dataplane.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.wire.NetworkOrder;
import org.junit.jupiter.api.Test;

class PacketTest {

    private final PacketPool pool = new PacketPool(2);
    private final Packet packet = pool.acquire();

    @Test
    void startsEmptyWithItsHeadroom() {
        assertThat(packet.length()).isZero();
        assertThat(packet.headroom()).isEqualTo(Packet.HEADROOM);
        assertThat(packet.tailroom()).isGreaterThanOrEqualTo(Packet.MAX_LENGTH + Packet.TAILROOM);
        assertThat(packet.address()).isEqualTo(packet.memory().address() + packet.start());
    }

    @Test
    void prependAndTrimMoveTheStartAndKeepTheEnd() {
        packet.length(100);
        long end = packet.start() + packet.length();
        packet.prepend(16);
        assertThat(packet.start() + packet.length()).isEqualTo(end);
        assertThat(packet.headroom()).isEqualTo(Packet.HEADROOM - 16);
        assertThat(packet.length()).isEqualTo(116);
        packet.trimFront(36);
        assertThat(packet.start() + packet.length()).isEqualTo(end);
        assertThat(packet.headroom()).isEqualTo(Packet.HEADROOM + 20);
        assertThat(packet.length()).isEqualTo(80);
    }

    @Test
    void allHeadroomAndTheLargestPacketFit() {
        packet.length(Packet.MAX_LENGTH);
        assertThat(packet.tailroom()).isGreaterThanOrEqualTo(Packet.TAILROOM);
        packet.prepend(Packet.HEADROOM);
        assertThat(packet.headroom()).isZero();
        packet.trimFront(packet.length());
        assertThat(packet.length()).isZero();
    }

    @Test
    void refusesWhatWouldReachOutOfTheBuffer() {
        assertThatThrownBy(() -> packet.length(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> packet.length(PacketPool.STRIDE)).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> packet.prepend(Packet.HEADROOM + 1)).hasMessageContaining("headroom 128");
        assertThatThrownBy(() -> packet.prepend(-1)).hasMessageContaining("-1");
        packet.length(10);
        assertThatThrownBy(() -> packet.trimFront(11)).hasMessageContaining("length 10");
        assertThatThrownBy(() -> packet.trimFront(-1)).hasMessageContaining("-1");
        assertThat(packet.length()).isEqualTo(10);
        assertThat(packet.headroom()).isEqualTo(Packet.HEADROOM);
    }

    @Test
    void buffersDoNotOverlap() {
        Packet other = pool.acquire();
        fill(packet, 0x11);
        fill(other, 0x22);
        for (int i = 0; i < packet.length(); i++) {
            assertThat(NetworkOrder.get8(packet.memory(), packet.start() + i)).isEqualTo(0x11);
        }
    }

    private static void fill(Packet packet, int value) {
        packet.prepend(packet.headroom());
        packet.length(packet.length() + packet.tailroom());
        packet.memory().asSlice(packet.start(), packet.length()).fill((byte) value);
    }

    @Test
    void aReusedPacketKnowsNothingOfItsPast() {
        packet.prepend(50);
        packet.gso(Gso.UDP, 1_400);
        packet.partialChecksum(20, 6);
        packet.classified(6, 17, 40, true, true);
        packet.peer(3);
        packet.segmentSize(1_452);
        packet.remote(true, 1, 2, 3);
        packet.outerTrafficClass(0xb8);
        packet.release();
        Packet again = pool.acquire();
        assertThat(again).as("last in, first out").isSameAs(packet);
        Packet untouched = pool.acquire();
        assertThat(again).usingRecursiveComparison().ignoringFields("memory", "base", "pool").isEqualTo(untouched);
    }

    @Test
    void metadataIsWhatWasSaid() {
        packet.gso(Gso.TCP6, 1_428);
        packet.partialChecksum(40, 16);
        packet.remote(true, 11, 22, 51_820);
        assertThat(packet.gso()).isEqualTo(Gso.TCP6);
        assertThat(packet.gsoSize()).isEqualTo(1_428);
        assertThat(packet.checksumPartial()).isTrue();
        assertThat(packet.checksumStart()).isEqualTo(40);
        assertThat(packet.checksumOffset()).isEqualTo(16);
        assertThat(packet.remoteV6()).isTrue();
        assertThat(packet.remoteHigh()).isEqualTo(11);
        assertThat(packet.remoteLow()).isEqualTo(22);
        assertThat(packet.remotePort()).isEqualTo(51_820);
        packet.clearOffload();
        assertThat(packet.gso()).isEqualTo(Gso.NONE);
        assertThat(packet.checksumPartial()).isFalse();
    }
}
