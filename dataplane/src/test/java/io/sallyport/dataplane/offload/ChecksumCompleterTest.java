package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumCompleterTest {

    private static final PacketPool POOL = new PacketPool(1); // once: its memory stays for good
    private Packet packet;

    @AfterEach
    void release() {
        packet.release();
        assertThat(POOL.available()).isEqualTo(1);
    }

    private static PacketBuilder v4() {
        return PacketBuilder.ip("192.168.10.15", "10.100.10.15");
    }

    @Test
    void completesTcpAndUdpOverBothFamilies() {
        for (int payload = 0; payload < 40; payload++) {
            for (PacketBuilder builder : new PacketBuilder[] {v4(), PacketBuilder.ip("fd00::1", "fd00::2")}) {
                complete(builder.tcp(1, 2).payload(payload).partialChecksum());
                complete(builder.udp(1, 2).payload(payload).partialChecksum());
            }
        }
        packet = POOL.acquire();
    }

    private void complete(PacketBuilder builder) {
        packet = builder.toPacket(POOL);
        assertThat(ChecksumCompleter.complete(packet)).isTrue();
        Packets.assertIntact(packet);
        packet.release();
    }

    @Test
    void leavesACompleteChecksumAlone() {
        packet = v4().udp(1, 2).payload(5).withoutChecksum().toPacket(POOL);
        byte[] before = Packets.bytes(packet);
        assertThat(ChecksumCompleter.complete(packet)).isTrue();
        assertThat(Packets.bytes(packet)).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}+{1} in 33 bytes")
    @CsvSource({"-1,6", "20,-1", "20,12", "32,0", "33,0", "34,0", "2147483647,2147483647", "2147483647,1"})
    void refusesAFieldOutsideThePacket(int start, int offset) {
        packet = v4().udp(1, 2).payload(5).toPacket(POOL);
        byte[] before = Packets.bytes(packet);
        packet.partialChecksum(start, offset);
        assertThat(ChecksumCompleter.complete(packet)).isFalse();
        assertThat(Packets.bytes(packet)).isEqualTo(before);
    }

    @Test
    void refusesAPacketForSegmentation() {
        packet = v4().udp(1, 2).payload(50).gso(10).toPacket(POOL);
        assertThat(packet.gso()).isEqualTo(Gso.UDP);
        assertThat(ChecksumCompleter.complete(packet)).isFalse();
        assertThat(packet.checksumPartial()).isTrue();
    }
}
