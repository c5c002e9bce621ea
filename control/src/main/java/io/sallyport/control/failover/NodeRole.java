package io.sallyport.control.failover;

import io.sallyport.control.cluster.drive.RoleEffects;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a role means here. The data plane follows at once, by its lease and a command to its first worker, and so does layer 4, on
 * a thread of its own; the management address, which only has to be right within moments, follows on the conductor, which may be
 * busy with a configuration.
 */
final class NodeRole implements RoleEffects {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRole.class);

    private final Gateway gateway;
    private final Conductor conductor;
    /** Layer 4 answers when it has done what it was told, behind whatever it is at: a configuration with a thousand connectors. */
    private final Executor sessions = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("cluster-sessions").daemon().factory());

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
        return relinquish(System.nanoTime());
    }

    /** @return completed in any case: what waits for it must not wait for ever */
    private CompletableFuture<Void> relinquish(long deadlineNs) {
        return CompletableFuture
                .supplyAsync(() -> gateway.layer4().relinquish(Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()))), sessions)
                .thenCompose(Function.identity())
                .exceptionally(failure -> {
                    LOG.error("layer 4 did not give up the cluster's addresses", failure);
                    return null;
                });
    }

    /** Lets layer 4 use whatever addresses this machine holds; any thread. */
    void regain() {
        sessions.execute(() -> gateway.layer4().regain());
    }

    @Override
    public void serve(Instant notBefore) {
        gateway.takeOver(notBefore);
        regain();
        onConductor(true);
    }

    @Override
    public void standDown() {
        gateway.endLease();
        gateway.standDown();
        relinquish(System.nanoTime());
        onConductor(false);
    }

    @Override
    public void drain(long deadlineNs, Runnable drained) {
        relinquish(deadlineNs).thenRun(drained);
    }

    private void onConductor(boolean serves) {
        try {
            conductor.execute(() -> gateway.serve(serves));
        } catch (RejectedExecutionException e) {
            // the daemon is stopping: what is left is closed with it
        }
    }
}
