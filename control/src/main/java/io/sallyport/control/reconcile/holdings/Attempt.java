package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import java.util.function.BooleanSupplier;

/** One operation being carried out. Asks before every request of its own whether the claim that it serves still stands. */
record Attempt(Operation operation, BooleanSupplier stillStands) {

    static final Outcome OVERTAKEN = new Outcome.Unknown("not sent: the role has changed since this was planned, or this process was held up");

    boolean overtaken() {
        return !stillStands.getAsBoolean();
    }
}
