package io.sallyport.dataplane.port.pcap;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.InstantSource;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapDumper;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.Pcaps;

/** A LAN port over two capture files: what is in the first is read, what is written goes to the second. */
public final class PcapPort implements Port {

    private final String name;
    private final PcapHandle in;
    private final LinkType inType;
    private final PcapHandle outHandle;
    private final PcapDumper out;
    private final LinkType outType;
    private final InstantSource clock;
    private final PacketPool pool;
    private final WorkerStats stats;

    private PcapPort(String name, PcapHandle in, LinkType inType, PcapHandle outHandle, PcapDumper out, LinkType outType,
            InstantSource clock, PacketPool pool, WorkerStats stats) {
        this.name = name;
        this.in = in;
        this.inType = inType;
        this.outHandle = outHandle;
        this.out = out;
        this.outType = outType;
        this.clock = clock;
        this.pool = pool;
        this.stats = stats;
    }

    /**
     * @param in      a capture of link type RAW or Ethernet
     * @param out     is made anew
     * @param outType link type of {@code out}
     * @param clock   stamps what is written
     * @throws CaptureException naming the file, when it cannot be read or written
     */
    public static PcapPort open(Path in, Path out, LinkType outType, InstantSource clock, PacketPool pool,
            WorkerStats stats) {
        Libpcap.require();
        PcapHandle source = openSource(in);
        try {
            LinkType inType = LinkType.of(source.getDlt()).orElseThrow(() -> new CaptureException(
                    in + " has link type " + source.getDlt() + "; only RAW and Ethernet captures can be read"));
            PcapHandle dead = Pcaps.openDead(outType.dataLinkType(), Packet.MAX_LENGTH + outType.headerLength());
            PcapDumper dumper = openDumper(dead, out);
            return new PcapPort("pcap:" + in.getFileName(), source, inType, dead, dumper, outType, clock, pool, stats);
        } catch (CaptureException e) {
            source.close();
            throw e;
        } catch (PcapNativeException e) {
            source.close();
            throw new CaptureException("cannot write a capture to " + out + ": " + e.getMessage(), e);
        }
    }

    private static PcapHandle openSource(Path in) {
        try {
            return Pcaps.openOffline(in.toString());
        } catch (PcapNativeException e) {
            throw new CaptureException("cannot read the capture " + in + ": " + e.getMessage(), e);
        }
    }

    private static PcapDumper openDumper(PcapHandle dead, Path out) throws PcapNativeException {
        try {
            return dead.dumpOpen(out.toString());
        } catch (PcapNativeException e) {
            dead.close();
            throw e;
        } catch (NotOpenException e) {
            throw new AssertionError("the handle was opened just now", e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int read(PacketBatch into) {
        int before = into.size();
        long bytes = 0;
        try {
            while (!into.isFull() && pool.available() > 0) {
                byte[] frame = in.getNextRawPacket();
                if (frame == null) {
                    break;
                }
                if (accept(frame)) {
                    Packet packet = pool.acquire();
                    fill(packet, frame);
                    into.add(packet);
                    bytes += packet.length();
                }
            }
        } catch (NotOpenException e) {
            throw new IllegalStateException(name + " is closed", e);
        }
        Side.LAN.received(stats, into.size() - before, bytes);
        return into.size() - before;
    }

    private boolean accept(byte[] frame) {
        if (!inType.holdsIp(frame)) {
            stats.drop(DropReason.UNSUPPORTED_ETHERTYPE);
            return false;
        }
        if (frame.length < in.getOriginalLength() || frame.length - inType.headerLength() > Packet.MAX_LENGTH) {
            stats.drop(DropReason.PORT_TRUNCATED);
            return false;
        }
        return true;
    }

    private void fill(Packet packet, byte[] frame) {
        int length = frame.length - inType.headerLength();
        packet.length(length);
        MemorySegment.copy(frame, inType.headerLength(), packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), length);
    }

    @Override
    public void write(PacketBatch from) {
        long bytes = 0;
        try {
            for (int i = 0; i < from.size(); i++) {
                Packet packet = from.get(i);
                out.dumpRaw(frame(packet), Timestamp.from(clock.instant()));
                bytes += packet.length();
            }
        } catch (NotOpenException e) {
            throw new IllegalStateException(name + " is closed", e);
        }
        Side.LAN.sent(stats, from.size(), bytes);
        from.releaseAll();
    }

    private byte[] frame(Packet packet) {
        byte[] frame = new byte[outType.headerLength() + packet.length()];
        MemorySegment.copy(packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), frame, outType.headerLength(),
                packet.length());
        outType.fillHeader(frame);
        return frame;
    }

    @Override
    public int mtu() {
        return Packet.MAX_LENGTH;
    }

    @Override
    public Offloads offloads() {
        return Offloads.none();
    }

    /** A file is never waited for. */
    @Override
    public int fileDescriptor() {
        return -1;
    }

    /** Completes the output file. */
    @Override
    public void close() {
        in.close();
        out.close();
        outHandle.close();
    }
}
