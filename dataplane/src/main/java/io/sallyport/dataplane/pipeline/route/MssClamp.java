package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.TcpHeader;

/**
 * Lowers the MSS that a TCP SYN offers to what the tunnel carries, never raises it. Options are not subtracted: a sender
 * does that by itself (RFC 6691).
 */
public final class MssClamp {

    private final TcpHeader tcp = new TcpHeader();
    private final WorkerStats stats;

    public MssClamp(WorkerStats stats) {
        this.stats = stats;
    }

    /** For SYN and SYN-ACK, in either direction; {@code mtu} is that of the path to the peer. */
    public void clamp(Transit transit, int mtu) {
        Flow flow = transit.outer;
        if ((flow.tcpFlags & TcpHeader.SYN) == 0) {
            return;
        }
        Packet packet = transit.packet;
        int most = mtu - TcpHeader.MIN_LENGTH - (flow.v6 ? Ipv6Header.LENGTH : Ipv4Header.MIN_LENGTH);
        tcp.wrap(packet.memory(), flow.start + flow.transportOffset, flow.length - flow.transportOffset);
        if (tcp.clampMss(most, packet.checksumPartial())) {
            stats.increment(Counter.MSS_CLAMPED);
        }
    }
}
