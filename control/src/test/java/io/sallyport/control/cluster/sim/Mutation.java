package io.sallyport.control.cluster.sim;

import io.sallyport.control.cluster.Action;
import io.sallyport.control.cluster.Event;
import java.time.Duration;
import java.util.List;

/** A member gone wrong: what it hears and what it does is bent at its boundary, so that production code needs no switch for it. */
interface Mutation {

    Mutation NONE = new Mutation() { };

    default Event hears(Event event, long nowNs) {
        return event;
    }

    default List<Action> does(List<Action> actions, long nowNs) {
        return actions;
    }

    /** Whether the client of EC2 tries again by itself, as an SDK does unless it is told not to. */
    default boolean retriesByItself() {
        return false;
    }

    /** Whether what is told to be removed from the operating system is. */
    default boolean removesAddresses() {
        return true;
    }

    /** Whether an announcement is repeated after that time. */
    default boolean speaksAfter(Duration delay) {
        return true;
    }

    /** Whether the thread that repeats announcements asks whether there still is a claim. */
    default boolean looksBeforeItSpeaks() {
        return true;
    }

    /** Whether the thread that carries a write out looks at its epoch and its time once more. */
    default boolean checksEpoch() {
        return true;
    }
}
