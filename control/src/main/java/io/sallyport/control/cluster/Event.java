package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.HoldingsStatus;
import io.sallyport.control.cluster.holdings.Outcome;

/** What a member hears of. The driver hands every event over in the order in which it happened. */
public sealed interface Event {

    /** Time has passed. At least every quarter of the interval, and at most 50 ms apart. */
    record Tick() implements Event { }

    record HeartbeatReceived(Heartbeat heartbeat) implements Event { }

    /**
     * The result of every dial, and every loss of a connection: {@link Link#REFUSED} is only believed while it is fresh, so the
     * transport dials, and reports, at least every interval.
     *
     * @param foundNs when the transport found it out, which a paused process may be late to hand over
     */
    record LinkChanged(Link link, long foundNs) implements Event { }

    record HealthChanged(Health health) implements Event { }

    /** Everything in it may change on a running member, besides {@code self}. */
    record SettingsChanged(ClusterSettings settings) implements Event { }

    /** The answer to a {@link Action.Start}. */
    record CallFinished(long id, Outcome outcome) implements Event { }

    /** The operator wants this member active. */
    record MakeActive() implements Event { }

    /** The operator wants the partner active; done as soon as the partner can take over, if that is within the timeout. */
    record Relinquish() implements Event { }

    /** Layer 4 has no session left, or its deadline has passed. */
    record Drained() implements Event { }

    /** The daemon stops: hand over if there is somebody to hand over to, release everything, say so. */
    record Stop() implements Event { }

    /** From the planner beside the machine; a driver never sends it. */
    record HoldingsChanged(HoldingsStatus status) implements Event { }
}
