package io.sallyport.control.reconcile;

import io.sallyport.dataplane.engine.Engine;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.engine.ForwardingLease;
import io.sallyport.dataplane.engine.Snapshot;
import java.time.Instant;

/** The engine as control sees it; a seam, so that control can be tested without devices and privileges. */
public interface Dataplane extends AutoCloseable {

    /** Makes an engine with what is fixed for its life. */
    @FunctionalInterface
    interface Opener {

        /**
         * @param lease workers forward only while it holds
         * @throws io.sallyport.dataplane.engine.EngineException in one sentence with its remedy
         */
        Dataplane open(EngineOptions options, ForwardingLease lease);
    }

    EngineOptions options();

    /** Returns when every worker has adopted the snapshot. */
    void apply(Snapshot snapshot);

    /** May be called by any thread. */
    EngineStatus status();

    /** Begins anew with every peer, with timestamps later than this; any thread. */
    void takeOver(Instant notBefore);

    /** The lease holds again; any thread. */
    void wake();

    /** Forgets every session with a peer; any thread. */
    void standDown();

    @Override
    void close();

    /** The real one. */
    static Dataplane engine(EngineOptions options, ForwardingLease lease) {
        Engine engine = Engine.open(options, lease);
        return new Dataplane() {
            @Override
            public EngineOptions options() {
                return engine.options();
            }

            @Override
            public void apply(Snapshot snapshot) {
                engine.apply(snapshot);
            }

            @Override
            public EngineStatus status() {
                return engine.status();
            }

            @Override
            public void takeOver(Instant notBefore) {
                engine.takeOver(notBefore);
            }

            @Override
            public void wake() {
                engine.wake();
            }

            @Override
            public void standDown() {
                engine.standDown();
            }

            @Override
            public void close() {
                engine.close();
            }
        };
    }
}
