package io.sallyport.dataplane.l4.rate;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket in the form of the virtual scheduling algorithm (GCRA, ITU-T I.371 annex A): every piece of data reserves its
 * place in time, and is handed on when that has come. Several sessions share it by reserving one after the other; none waits in a
 * queue, none can overtake its own place, and a pause saves up no more than {@link #BURST_NS} worth of bytes.
 *
 * <p>Any thread; without locks.
 */
public final class Pacer {

    /** What may be sent at once after a pause, in time. */
    public static final long BURST_NS = 20_000_000;
    /** How much time one piece may take: with the burst, what ever goes out at once stays under 50 ms worth. */
    private static final long PIECE_NS = 20_000_000;
    private static final int MIN_PIECE = 1_500;
    private static final int MAX_PIECE = 256 * 1024;
    private static final double SECOND_NS = 1e9;

    /** When all that was reserved will have gone, by the caller's clock. */
    private final AtomicLong nextNs = new AtomicLong(Long.MIN_VALUE);
    private volatile long bytesPerSecond;

    /** @param rate 0: unlimited. Holds from the next reservation on */
    public void bytesPerSecond(long rate) {
        bytesPerSecond = rate;
    }

    public boolean unlimited() {
        return bytesPerSecond == 0;
    }

    /** The most to reserve at once, so that no piece holds the line for long. */
    public int piece() {
        long rate = bytesPerSecond;
        return rate == 0 ? MAX_PIECE : Math.clamp((long) (rate * (PIECE_NS / SECOND_NS)), MIN_PIECE, MAX_PIECE);
    }

    /**
     * Reserves the place of {@code bytes}.
     *
     * @param nowNs of {@code System.nanoTime}, or of a test's clock
     * @return how long to hold them back, in ns; 0: not at all
     */
    public long reserve(long bytes, long nowNs) {
        return Math.max(0, reserve(bytes, nowNs, Long.MAX_VALUE));
    }

    /**
     * Reserves the place of {@code bytes} if it has come already: for what is dropped rather than held back, as datagrams are.
     *
     * @return whether they may go now; else nothing is reserved
     */
    public boolean take(long bytes, long nowNs) {
        return reserve(bytes, nowNs, 0) <= 0;
    }

    /** @return how long it is until the place; when that is more than {@code mostNs}, nothing is reserved */
    private long reserve(long bytes, long nowNs, long mostNs) {
        long rate = bytesPerSecond;
        if (rate == 0) {
            return 0;
        }
        long costNs = (long) (bytes * (SECOND_NS / rate));
        long earliestNs = nowNs - BURST_NS;
        while (true) {
            long reserved = nextNs.get();
            // a clock has no zero: compared by subtraction, but for the first piece ever
            long startNs = reserved == Long.MIN_VALUE || reserved - earliestNs < 0 ? earliestNs : reserved;
            if (startNs - nowNs > mostNs || nextNs.compareAndSet(reserved, startNs + costNs)) {
                return startNs - nowNs;
            }
        }
    }
}
