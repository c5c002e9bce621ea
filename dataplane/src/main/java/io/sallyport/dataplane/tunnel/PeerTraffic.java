package io.sallyport.dataplane.tunnel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** One worker's traffic with one peer. The worker writes, anybody reads. */
final class PeerTraffic {

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int RX_BYTES = 0;
    private static final int RX_PACKETS = 1;
    private static final int TX_BYTES = 2;
    private static final int TX_PACKETS = 3;

    private final long[] counts = new long[8]; // a cache line, so that workers do not share it

    void received(int packets, long bytes) {
        add(RX_PACKETS, packets);
        add(RX_BYTES, bytes);
    }

    void sent(int packets, long bytes) {
        add(TX_PACKETS, packets);
        add(TX_BYTES, bytes);
    }

    private void add(int index, long count) {
        ELEMENT.setOpaque(counts, index, counts[index] + count);
    }

    private long get(int index) {
        return (long) ELEMENT.getOpaque(counts, index);
    }

    long rxBytes() {
        return get(RX_BYTES);
    }

    long rxPackets() {
        return get(RX_PACKETS);
    }

    long txBytes() {
        return get(TX_BYTES);
    }

    long txPackets() {
        return get(TX_PACKETS);
    }
}
