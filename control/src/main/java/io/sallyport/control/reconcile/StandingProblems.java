package io.sallyport.control.reconcile;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;

/**
 * What is not as wanted and cannot be repaired, each in one sentence. One is logged when it comes up, and not again while it
 * stands. Written by the conductor thread, read by any.
 */
public final class StandingProblems {

    private final Logger log;
    private volatile List<String> now = List.of();

    public StandingProblems(Logger log) {
        this.log = log;
    }

    public List<String> now() {
        return now;
    }

    /** @param found in the turn that ends; what is not among them stands no more */
    public void replace(List<String> found) {
        Set<String> known = Set.copyOf(now);
        found.stream().filter(problem -> !known.contains(problem)).forEach(log::warn);
        now = List.copyOf(found);
    }
}
