package io.sallyport.dataplane.packet;

/**
 * Packets on their way through one duty cycle, in order. The batch owns what is in it.
 *
 * <p>A stage that takes a packet out (drops, redirects) sets its slot to {@code null} with {@link #take(int)} and calls
 * {@link #compact()} once at its end.
 */
public final class PacketBatch {

    private final Packet[] packets;
    private int size;

    public PacketBatch(int capacity) {
        packets = new Packet[capacity];
    }

    public int size() {
        return size;
    }

    public int capacity() {
        return packets.length;
    }

    /** How many more packets fit. */
    public int space() {
        return packets.length - size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    public boolean isFull() {
        return size == packets.length;
    }

    /** The packet at {@code index}, or {@code null} when it was taken; the batch still owns it. */
    public Packet get(int index) {
        return packets[index];
    }

    /** Appends a packet and becomes its owner. The caller has checked {@link #isFull()}. */
    public void add(Packet packet) {
        packets[size++] = packet;
    }

    /** Takes the packet at {@code index} out; the caller owns it now. */
    public Packet take(int index) {
        Packet packet = packets[index];
        packets[index] = null;
        return packet;
    }

    /** Closes the gaps that {@link #take(int)} left, keeping the order. */
    public void compact() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Packet packet = packets[i];
            if (packet != null) {
                packets[kept++] = packet;
            }
        }
        for (int i = kept; i < size; i++) {
            packets[i] = null;
        }
        size = kept;
    }

    /** Forgets all packets without releasing them: their ownership has passed on. */
    public void clear() {
        for (int i = 0; i < size; i++) {
            packets[i] = null;
        }
        size = 0;
    }

    /** Returns every packet to its pool. */
    public void releaseAll() {
        for (int i = 0; i < size; i++) {
            if (packets[i] != null) {
                packets[i].release();
                packets[i] = null;
            }
        }
        size = 0;
    }
}
