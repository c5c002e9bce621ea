package io.sallyport.control.reconcile;

import io.sallyport.dataplane.engine.EngineStatus.WorkerStatus;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once when a worker stops making progress, and once when it goes on. Conductor thread. */
public final class StallWatch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);
    private static final String STALLED = "stalled";
    private static final String FAILED = "failed";

    private final Gateway gateway;
    private final Consumer<String> alarm;
    private final Consumer<String> relief;
    private final Set<Integer> stalled = new HashSet<>();

    public StallWatch(Gateway gateway) {
        this(gateway, LOG::error, LOG::info);
    }

    StallWatch(Gateway gateway, Consumer<String> alarm, Consumer<String> relief) {
        this.gateway = gateway;
        this.alarm = alarm;
        this.relief = relief;
    }

    @Override
    public void run() {
        gateway.engineStatus().ifPresent(status -> status.workers().forEach(this::look));
    }

    private void look(WorkerStatus worker) {
        if (worker.state().equals(STALLED)) {
            if (stalled.add(worker.index())) {
                alarm.accept(named(worker) + " has made no progress for " + worker.stalledMs() + " ms; 'jcmd "
                        + ProcessHandle.current().pid() + " Thread.print' shows where it stands, restarting sallyportd frees it");
            }
        } else if (stalled.remove(worker.index()) && !worker.state().equals(FAILED)) {
            // of one that failed, the recovery speaks
            relief.accept(named(worker) + " makes progress again");
        }
    }

    private static String named(WorkerStatus worker) {
        return "worker " + worker.index() + " (thread " + worker.thread() + ")";
    }
}
