package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Goal;

/** What a member wants done, in this order. None of them blocks, and none of them fails: what became of it is an event. */
public sealed interface Action {

    record SendHeartbeat(Heartbeat heartbeat) implements Action { }

    /**
     * The data plane may forward, and L4 may answer, until this time and not a nanosecond longer: workers compare it with their
     * own clock, so that a process that was frozen drops what it reads when it wakes up. Only ever moved on, or taken away.
     */
    record RenewLease(long untilNs) implements Action { }

    /**
     * Stop forwarding now: lease gone, proxied sessions reset, overlay identity unused. Comes before anything else.
     *
     * @param orderly this member has handed over, or leaves: nothing is wrong
     */
    record Fence(String reason, boolean orderly) implements Action { }

    /** The role has changed: overlay and L4 follow it. The overlay's identity is used while ACTIVE or RELINQUISHING only. */
    record RoleChanged(Role from, Role to, long epoch) implements Action { }

    /** Ask L4 to finish what it has until the deadline; answered with {@link Event.Drained}. */
    record Drain(long deadlineNs) implements Action { }

    /** Carry the call out, on another thread; answered with {@link Event.CallFinished}. */
    record Start(Call call) implements Action { }

    /** For the log, the events and the history. */
    record Decided(Decision decision) implements Action { }

    /** For the planner beside the machine; a driver never sees it. */
    record Pursue(Goal goal, long epoch, boolean alone) implements Action { }

    /** For the planner beside the machine: read EC2 now. */
    record Observe() implements Action { }
}
