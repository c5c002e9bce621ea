package io.sallyport.control.cluster.drive;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** What a member's role means for the node. Called on the cluster thread, in order; nothing here may block it. */
public interface RoleEffects {

    /** The data plane forwards until then. */
    void renewLease(long untilNs);

    /**
     * Stop forwarding now, and reset what layer 4 carries.
     *
     * @return completed when the resets have left, on any thread; they need the cluster's addresses, which stay until then
     */
    CompletableFuture<Void> fence();

    /**
     * From here on this member uses the cluster's identity.
     *
     * @param notBefore its predecessor may have used timestamps up to then
     */
    void serve(Instant notBefore);

    /** From here on it does not. */
    void standDown();

    /** Lets layer 4 finish what it has until the deadline; {@code drained} is run on any thread. */
    void drain(long deadlineNs, Runnable drained);
}
