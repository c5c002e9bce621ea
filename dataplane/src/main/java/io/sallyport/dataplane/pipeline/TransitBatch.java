package io.sallyport.dataplane.pipeline;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.lpm.LookupBatch;
import java.util.Arrays;

/**
 * The packets whose ends are looked up side by side, before the first of them is decided on: one by one, they would wait for
 * memory most of the time.
 */
public final class TransitBatch {

    public static final int CAPACITY = LookupBatch.CAPACITY;

    private final Transit[] transits = new Transit[CAPACITY];
    private final LookupBatch ends = new LookupBatch();
    private int size;

    public TransitBatch() {
        Arrays.setAll(transits, i -> new Transit());
    }

    public int size() {
        return size;
    }

    public Transit get(int index) {
        return transits[index];
    }

    public void clear() {
        size = 0;
    }

    /** Begins one more packet. The caller keeps to {@link #CAPACITY}. */
    public Transit add(Packet packet) {
        Transit transit = transits[size++];
        transit.begin(packet);
        return transit;
    }

    /** The sources of all packets, in order, to be looked up; those of refused ones may be anything. Borrowed until the next call. */
    public LookupBatch sources() {
        ends.clear();
        for (int i = 0; i < size; i++) {
            Flow flow = transits[i].outer;
            ends.add(i, flow.v6, flow.sourceHigh, flow.sourceLow);
        }
        return ends;
    }

    /** As {@link #sources()}. */
    public LookupBatch destinations() {
        ends.clear();
        for (int i = 0; i < size; i++) {
            Flow flow = transits[i].outer;
            ends.add(i, flow.v6, flow.destinationHigh, flow.destinationLow);
        }
        return ends;
    }
}
