package io.sallyport.control.failover;

import io.sallyport.control.cluster.drive.RoleEffects;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.L4Plane;
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

    private final Gateway gateway;
    private final Conductor conductor;

    NodeRole(Gateway gateway, Conductor conductor) {
        this.gateway = gateway;
        this.conductor = conductor;
    }

    @Override
    public void renewLease(long untilNs) {
        gateway.renewLease(untilNs);
    }

    @Override
    public void fence() {
        gateway.endLease();
        onConductor(this::resetSessions);
    }

    @Override
    public void serve(Instant notBefore) {
        gateway.takeOver(notBefore);
        onConductor(() -> {
            gateway.serve(true);
            gateway.layer4().plane().ifPresent(L4Plane::resume);
        });
    }

    @Override
    public void standDown() {
        gateway.endLease();
        gateway.standDown();
        onConductor(() -> {
            gateway.serve(false);
            resetSessions();
        });
    }

    @Override
    public void drain(long deadlineNs, Runnable drained) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
        onConductor(() -> gateway.layer4().plane().map(plane -> plane.relinquish(left)).orElseGet(() ->
                CompletableFuture.completedFuture(null)).whenComplete((none, failure) -> drained.run()));
    }

    /** Clients hear a reset at once, and connect anew to whoever has the address now. */
    private void resetSessions() {
        gateway.layer4().plane().ifPresent(plane -> plane.relinquish(Duration.ZERO));
    }

    private void onConductor(Runnable task) {
        try {
            conductor.execute(task);
        } catch (RejectedExecutionException e) {
            // the daemon is stopping: what is left is closed with it
        }
    }
}
