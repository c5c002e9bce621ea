package io.sallyport.dataplane.engine;

/**
 * What a worker does when a duty cycle found no work: look again for a moment, because the next packet of a busy flow is
 * near, then sleep in the kernel until a descriptor is ready or a timer is due.
 *
 * <p>With busy polling it never sleeps: lowest latency, one whole core.
 */
final class IdleStrategy {

    /** Where the worker sleeps; a lambda over the poller, so that this class needs no descriptor. */
    @FunctionalInterface
    interface Sleep {
        void sleep(long timeoutNs);
    }

    private final boolean busyPoll;
    private final int spins;
    private final Sleep sleep;
    private int idleCycles;

    /** @param spins empty cycles before the first sleep; each costs a non-blocking read of every port */
    IdleStrategy(boolean busyPoll, int spins, Sleep sleep) {
        this.busyPoll = busyPoll;
        this.spins = spins;
        this.sleep = sleep;
    }

    /** @return whether the thread slept */
    boolean idle(int workCount, long timeoutNs) {
        if (workCount > 0) {
            idleCycles = 0;
            return false;
        }
        if (busyPoll || idleCycles < spins) {
            idleCycles++;
            Thread.onSpinWait();
            return false;
        }
        sleep.sleep(timeoutNs);
        return true;
    }
}
