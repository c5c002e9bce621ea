package io.sallyport.dataplane.pipeline;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.Packets;
import java.util.HexFormat;

/** A gateway that judges whatever it is sent: nothing is thrown, every buffer comes back, no checksum gets worse. */
final class HostileGateway {

    /** What a port says of a packet beside its bytes; anything at all, as far as it fits the buffer. */
    record Offload(Gso gso, int gsoSize, int checksumStart, int checksumOffset) {
    }

    final TestGateway gateway = new TestGateway(16);
    private final PacketBatch in = new PacketBatch(1);
    private final PacketBatch toTunnel = new PacketBatch(24);
    private final PacketBatch toLan = new PacketBatch(24);
    private long left;

    /** @param offload null for a packet without */
    void outbound(byte[] bytes, Offload offload) {
        send(true, bytes, offload, 0, 0);
    }

    void inbound(byte[] bytes, Offload offload, int peer, int outerTrafficClass) {
        send(false, bytes, offload, peer, outerTrafficClass);
    }

    private void send(boolean outbound, byte[] bytes, Offload offload, int peer, int outerTrafficClass) {
        Packet packet = Packets.of(gateway.pool, bytes);
        if (offload != null) {
            packet.gso(offload.gso, offload.gsoSize);
            packet.partialChecksum(offload.checksumStart, offload.checksumOffset);
        }
        in.add(packet);
        gateway.nowNs += 10_000;
        try {
            if (outbound) {
                gateway.pipeline.outbound(in, gateway, toTunnel, toLan, gateway.nowNs);
            } else {
                packet.peer(peer);
                packet.outerTrafficClass(outerTrafficClass);
                gateway.pipeline.inbound(in, gateway, toLan, toTunnel, gateway.nowNs);
            }
            judge(bytes, toTunnel, offload != null);
            judge(bytes, toLan, offload != null);
            gateway.close();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError((outbound ? "outbound " : "inbound ") + HexFormat.of().formatHex(bytes), e);
        }
    }

    private void judge(byte[] sent, PacketBatch batch, boolean offloaded) {
        for (int i = 0; i < batch.size(); i++) {
            if (batch.size() == 1 && !offloaded) { // fragments and partial checksums have tests of their own
                ChecksumJudge.judge(sent, Packets.bytes(batch.get(i)));
            }
            left++;
        }
        batch.releaseAll();
    }

    /** Packets that left, answers and fragments among them. */
    long left() {
        return left;
    }
}
