package io.sallyport.control.cluster.sim;

import io.sallyport.control.cluster.Action;
import io.sallyport.control.cluster.Event;
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

    /** Whether the thread that carries a write out looks at its epoch and its time once more. */
    default boolean checksEpoch() {
        return true;
    }
}
