package io.sallyport.dataplane.engine;

import java.util.function.LongSupplier;

/**
 * Until when workers may forward. A node of its own has a lease without end. A member of a cluster has one that its cluster
 * thread renews a little at a time: workers compare its end with their own clock, so that a process which was frozen, and has
 * lost its role meanwhile, drops what it reads when it wakes up, before anybody could tell it to.
 *
 * <p>Any thread reads without waiting. A node leaves its cluster on one thread while another may be renewing: once it has no end
 * again, what comes too late must not give it one, for nobody would renew it.
 */
public final class ForwardingLease {

    /** 146 years. */
    private static final long FOREVER = Long.MAX_VALUE / 2;

    private final LongSupplier clock;
    private volatile long endNs;
    private volatile boolean limited;

    /** Without end, until {@link #limit}. @param clock monotonic, the workers' own */
    public ForwardingLease(LongSupplier clock) {
        this.clock = clock;
        unlimited();
    }

    /** @param nowNs the caller's, such as a duty cycle's */
    public boolean holds(long nowNs) {
        return nowNs - endNs < 0;
    }

    /**
     * Whether it holds at this very moment; a look at the clock for members of a cluster only. A turn of a worker may have been
     * frozen between its reads and its writes, and one packet of a member that lost its role makes a peer send there again.
     */
    boolean holdsNow() {
        return !limited || holds(clock.getAsLong());
    }

    public synchronized void unlimited() {
        endNs = clock.getAsLong() + FOREVER;
        limited = false;
    }

    /** From here on it ends: at once, unless it is renewed. */
    public synchronized void limit() {
        limited = true;
        end();
    }

    public boolean isLimited() {
        return limited;
    }

    /** No effect on a lease without end. */
    public synchronized void renew(long untilNs) {
        if (limited) {
            endNs = untilNs;
        }
    }

    /** Ends it, also for a worker whose cycle began before now. No effect on a lease without end. */
    public synchronized void end() {
        if (limited) {
            endNs = clock.getAsLong() - FOREVER;
        }
    }
}
