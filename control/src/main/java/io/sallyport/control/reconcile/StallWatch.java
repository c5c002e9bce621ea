package io.sallyport.control.reconcile;

import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once when a worker stops making progress, and once when it goes on. Conductor thread. */
public final class StallWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);
    private static final String STALLED = "stalled";

    private final Gateway gateway;
    private final Set<Integer> stalled = new HashSet<>();

    public StallWatch(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void run() {
        gateway.engineStatus().ifPresent(status -> status.workers().forEach(this::look));
    }

    private void look(WorkerStatus worker) {
        if (worker.state().equals(STALLED)) {
            if (stalled.add(worker.index())) {
                LOG.error("worker {} (thread {}) has made no progress for {} ms; 'jcmd {} Thread.print' shows where it stands, "
                                + "restarting sallyportd frees it",
                        worker.index(), worker.thread(), worker.stalledMs(), ProcessHandle.current().pid());
            }
        } else if (stalled.remove(worker.index())) {
            LOG.info("worker {} (thread {}) makes progress again", worker.index(), worker.thread());
        }
    }
}
