package io.sallyport.control.cluster.heartbeat;

import java.util.function.Consumer;

/** What does not work and is tried again and again: told once, until it is something else. */
final class Trouble {

    private final Consumer<String> listener;
    private String present = "";

    Trouble(Consumer<String> listener) {
        this.listener = listener;
    }

    /** @param problem empty: it works */
    void is(String problem) {
        if (!problem.equals(present)) {
            present = problem;
            if (!problem.isEmpty()) {
                listener.accept(problem);
            }
        }
    }
}
