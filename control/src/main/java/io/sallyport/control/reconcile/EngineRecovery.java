package io.sallyport.control.reconcile;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a failed engine and opens it again: after a worker that ended by a fault of ours, or whose interface somebody deleted.
 *
 * <p>Level-triggered: each turn looks at the engine as it is. The wait between attempts is counted in turns, of which the
 * conductor makes one a second. Conductor thread.
 */
public final class EngineRecovery implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRecovery.class);
    private static final int FIRST_WAIT = 1;
    private static final int LONGEST_WAIT = 30;

    private final Gateway gateway;
    /** Turns that must lie between the last attempt and the next; the first attempt after a quiet time is made at once. */
    private int wait;
    private int turnsSinceAttempt = LONGEST_WAIT;

    public EngineRecovery(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public void run() {
        turnsSinceAttempt = Math.min(turnsSinceAttempt + 1, LONGEST_WAIT + 1);
        Optional<String> fault = gateway.engineFault();
        if (fault.isEmpty()) {
            if (turnsSinceAttempt > LONGEST_WAIT) {
                wait = 0; // it has held; the next fault is a new one
            }
            return;
        }
        if (turnsSinceAttempt >= wait) {
            attempt(fault.get());
        }
    }

    private void attempt(String fault) {
        turnsSinceAttempt = 0;
        wait = Math.clamp(wait * 2L, FIRST_WAIT, LONGEST_WAIT);
        LOG.error("{}; closing the engine and opening it again", fault);
        try {
            gateway.reopenEngine();
            LOG.info("the engine runs again; sessions are made anew");
        } catch (RuntimeException e) {
            LOG.error("the engine did not open: {}; the next attempt is in {} s", e.getMessage(), wait);
        }
    }
}
