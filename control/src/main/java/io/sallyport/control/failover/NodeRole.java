package io.sallyport.control.failover;

import io.sallyport.control.cluster.drive.RoleEffects;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * What a role means here. The data plane follows at once, by its lease and a command to its first worker; what only has to be
 * right within moments, the management address and the connectors, follows on the conductor, which may be busy with a
 * configuration.
 */
final class NodeRole implements RoleEffects {

    /** Layer 4 as far as a role concerns it; conductor thread. */
    interface Sessions {

        /** Resets what runs at the cluster's addresses. */
        void fence();

        /** Lets it finish. */
        CompletableFuture<Void> relinquish(Duration drain);

        /** The cluster's addresses are this member's to listen at. */
        void resume();

        /** Where there is no layer 4. */
        Sessions NONE = new Sessions() {
            @Override
            public void fence() {
                // nothing to reset
            }

            @Override
            public CompletableFuture<Void> relinquish(Duration drain) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void resume() {
                // nothing to listen at
            }
        };
    }

    private final Gateway gateway;
    private final Conductor conductor;
    private final Sessions sessions;

    NodeRole(Gateway gateway, Conductor conductor, Sessions sessions) {
        this.gateway = gateway;
        this.conductor = conductor;
        this.sessions = sessions;
    }

    @Override
    public void renewLease(long untilNs) {
        gateway.renewLease(untilNs);
    }

    @Override
    public void fence() {
        gateway.endLease();
        onConductor(sessions::fence);
    }

    @Override
    public void serve(Instant notBefore) {
        gateway.takeOver(notBefore);
        onConductor(() -> {
            gateway.serve(true);
            sessions.resume();
        });
    }

    @Override
    public void standDown() {
        gateway.endLease();
        gateway.standDown();
        onConductor(() -> {
            gateway.serve(false);
            sessions.fence();
        });
    }

    @Override
    public void drain(long deadlineNs, Runnable drained) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
        onConductor(() -> sessions.relinquish(left).whenComplete((none, failure) -> drained.run()));
    }

    private void onConductor(Runnable task) {
        try {
            conductor.execute(task);
        } catch (RejectedExecutionException e) {
            // the daemon is stopping: what is left is closed with it
        }
    }
}
