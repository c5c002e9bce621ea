package io.sallyport.control.reconcile;

import io.sallyport.dataplane.engine.Engine;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.EngineStatus;
import io.sallyport.dataplane.engine.Snapshot;

/** The engine as control sees it; a seam, so that control can be tested without devices and privileges. */
public interface Dataplane extends AutoCloseable {

    /** Makes an engine with what is fixed for its life. */
    @FunctionalInterface
    interface Opener {

        /** @throws io.sallyport.dataplane.engine.EngineException in one sentence with its remedy */
        Dataplane open(EngineOptions options);
    }

    EngineOptions options();

    /** Returns when every worker has adopted the snapshot. */
    void apply(Snapshot snapshot);

    /** May be called by any thread. */
    EngineStatus status();

    @Override
    void close();

    /** The real one. */
    static Dataplane engine(EngineOptions options) {
        Engine engine = Engine.open(options);
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
            public void close() {
                engine.close();
            }
        };
    }
}
