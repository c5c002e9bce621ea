package io.sallyport.control.failover;

import io.sallyport.control.cluster.drive.RoleEffects;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * What a role means here. The data plane follows at once, by its lease and a command to its first worker, and so does layer 4, on
 * a thread of its own; the management address, which only has to be right within moments, follows on the conductor, which may be
 * busy with a configuration.
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
    public CompletableFuture<Void> fence() {
        gateway.endLease();
        return gateway.layer4().relinquish(Duration.ZERO);
    }

    @Override
    public void serve(Instant notBefore) {
        gateway.takeOver(notBefore);
        gateway.layer4().regain();
        onConductor(true);
    }

    @Override
    public void standDown() {
        gateway.endLease();
        gateway.standDown();
        gateway.layer4().relinquish(Duration.ZERO);
        onConductor(false);
    }

    @Override
    public void drain(long deadlineNs, Runnable drained) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
        gateway.layer4().relinquish(left).whenComplete((none, failure) -> drained.run());
    }

    private void onConductor(boolean serves) {
        try {
            conductor.execute(() -> gateway.serve(serves));
        } catch (RejectedExecutionException e) {
            // the daemon is stopping: what is left is closed with it
        }
    }
}
