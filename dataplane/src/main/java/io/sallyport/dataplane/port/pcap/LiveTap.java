package io.sallyport.dataplane.port.pcap;

import io.sallyport.dataplane.packet.Packet;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;

/** Sees the packets that pass an interface, as tcpdump does; it never holds one up. */
public final class LiveTap implements AutoCloseable {

    /** How long libpcap may gather packets before it hands them over. */
    private static final int GATHER_MS = 100;

    private final PcapHandle handle;
    private final LinkType linkType;
    /** Whose handle it is to close: the runner's once somebody runs. */
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile boolean closing;

    private LiveTap(PcapHandle handle, LinkType linkType) {
        this.handle = handle;
        this.linkType = linkType;
    }

    /** Takes what a tap sees. */
    @FunctionalInterface
    public interface Sink {

        /**
         * @param ipPacket       from the IP header on; the sink's to keep
         * @param originalLength bytes of the packet on the interface; more than {@code ipPacket} has when it was cut
         */
        void packet(Instant seen, byte[] ipPacket, int originalLength);
    }

    /**
     * @param filter in the language of pcap-filter(7); empty for everything
     * @throws CaptureException in one sentence with the remedy
     */
    public static LiveTap open(String interfaceName, String filter) {
        Libpcap.require();
        PcapHandle handle;
        try {
            handle = new PcapHandle.Builder(interfaceName)
                    .snaplen(Packet.MAX_LENGTH + LinkType.ETHERNET.headerLength())
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .timeoutMillis(GATHER_MS)
                    .immediateMode(true)
                    .build();
        } catch (PcapNativeException e) {
            throw new CaptureException("cannot capture on " + interfaceName + ": " + e.getMessage()
                    + "; check its name (ip link), and start as root or with CAP_NET_RAW", e);
        }
        try {
            if (!filter.isEmpty()) {
                handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
            }
            handle.setBlockingMode(PcapHandle.BlockingMode.BLOCKING);
            return new LiveTap(handle, LinkType.of(handle.getDlt()).orElseThrow(() -> new CaptureException(
                    interfaceName + " has link type " + handle.getDlt() + "; only RAW and Ethernet can be captured")));
        } catch (PcapNativeException e) {
            handle.close();
            throw new CaptureException("'" + filter + "' is not a capture filter: " + e.getMessage(), e);
        } catch (NotOpenException e) {
            throw new AssertionError("the handle was opened just now", e);
        } catch (CaptureException e) {
            handle.close();
            throw e;
        }
    }

    /** Hands every IP packet to {@code sink} until another thread calls {@link #close()}. */
    public void run(Sink sink) {
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException("a tap runs once");
        }
        try (handle) {
            while (!closing) {
                byte[] frame = handle.getNextRawPacket(); // null when told to break
                if (frame != null && linkType.holdsIp(frame)) {
                    byte[] packet = Arrays.copyOfRange(frame, linkType.headerLength(), frame.length);
                    sink.packet(handle.getTimestamp().toInstant(), packet,
                            handle.getOriginalLength() - linkType.headerLength());
                }
            }
        } catch (NotOpenException e) {
            throw new AssertionError("only the runner closes the handle", e);
        }
    }

    /** Ends {@link #run} soon; from any thread. */
    @Override
    public void close() {
        closing = true;
        if (taken.compareAndSet(false, true)) {
            handle.close();
            return;
        }
        try {
            handle.breakLoop(); // wakes a runner that waits for a packet (libpcap 1.10)
        } catch (NotOpenException e) {
            // the runner has ended already, which is what was wanted
        }
    }
}
