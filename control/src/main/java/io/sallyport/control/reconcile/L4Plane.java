package io.sallyport.control.reconcile;

import io.sallyport.dataplane.l4.L4;
import io.sallyport.dataplane.l4.L4Options;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.l4.udp.UnreachableSender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Layer 4 as control sees it; a seam like {@link Dataplane}. What does not change anything may be called by any thread. */
public interface L4Plane {

    /** Starts layer 4 with what is fixed for its life. */
    @FunctionalInterface
    interface Opener {

        /** @throws RuntimeException in one sentence with its remedy, when the transport is not to be had */
        L4Plane open(TransportChoice transport);
    }

    /** Returns when what can be bound is bound. */
    void apply(L4Plan plan);

    L4Status status();

    List<SessionView> sessions();

    /** @return whether there is such a session */
    boolean closeSession(long id);

    /** @throws IllegalArgumentException when the present plan has no service of this name */
    CompletableFuture<ServiceTest> test(String service);

    /** Gives up the cluster's addresses. @return completed when no session uses one any more */
    CompletableFuture<Void> relinquish(Duration drain);

    /** Takes {@link #relinquish} back. */
    void resume();

    /** @param drain how long sessions may go on */
    void close(Duration drain);

    /** The real one. @param unreachable closed with it */
    static L4Plane netty(TransportChoice transport, UnreachableSender unreachable) {
        L4 l4 = L4.open(L4Options.of(transport, unreachable));
        return new L4Plane() {
            @Override
            public void apply(L4Plan plan) {
                l4.apply(plan);
            }

            @Override
            public L4Status status() {
                return l4.status();
            }

            @Override
            public List<SessionView> sessions() {
                return l4.sessions();
            }

            @Override
            public boolean closeSession(long id) {
                return l4.closeSession(id);
            }

            @Override
            public CompletableFuture<ServiceTest> test(String service) {
                return l4.test(service);
            }

            @Override
            public CompletableFuture<Void> relinquish(Duration drain) {
                return l4.relinquish(drain);
            }

            @Override
            public void resume() {
                l4.resume();
            }

            @Override
            public void close(Duration drain) {
                l4.close(drain);
            }
        };
    }
}
