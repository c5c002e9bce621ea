package io.sallyport.control.cluster;

import java.util.List;

/**
 * One member: the state machine and the planner of its holdings, joined. All that a driver needs: hand over events with the
 * time, do the actions in their order.
 *
 * <p>One thread. Holds no clock and draws its jitter from a seed, so that the same events at the same times give the same
 * actions.
 */
public final class ClusterMember {

    private ClusterSettings settings;

    /**
     * @param incarnation of this process, random, not 0
     * @param seed        of the jitter
     */
    public ClusterMember(ClusterSettings settings, long incarnation, long seed, long nowNs) {
        this.settings = settings;
    }

    /** @return what to do now, in this order; the list is the caller's */
    public List<Action> on(Event event, long nowNs) {
        return List.of();
    }

    public ClusterSettings settings() {
        return settings;
    }

    /** The epoch of this member's claim; writes at EC2 that carry another one must not be sent. Read by the driver's thread only. */
    public long epoch() {
        return 0;
    }
}
