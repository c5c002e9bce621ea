package io.sallyport.control.cluster.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Virtual time, chance, and what has been written down. Everything in a history happens in the order of this one queue. */
final class Timeline {

    static final long MS = 1_000_000;
    static final long SECOND = 1_000 * MS;

    private record Due(long atNs, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    final SplittableRandom random;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final List<String> trace;
    private long order;
    private long nowNs;

    Timeline(long seed, boolean tracing) {
        random = new SplittableRandom(seed);
        trace = tracing ? new ArrayList<>() : null;
    }

    long nowNs() {
        return nowNs;
    }

    void in(long delayNs, Runnable what) {
        queue.add(new Due(nowNs + delayNs, order++, what));
    }

    void at(long atNs, Runnable what) {
        in(Math.max(0, atNs - nowNs), what);
    }

    /** @return whether there was anything left to happen */
    boolean happen() {
        Due due = queue.poll();
        if (due == null) {
            return false;
        }
        nowNs = due.atNs();
        due.what().run();
        return true;
    }

    /** @return within {@code [from, to)} */
    long between(long from, long to) {
        return from >= to ? from : random.nextLong(from, to);
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    void note(Supplier<String> line) {
        if (trace != null) {
            trace.add(String.format("%9.3f  %s", nowNs / 1e9, line.get()));
        }
    }

    List<String> trace() {
        return trace == null ? List.of() : trace;
    }
}
