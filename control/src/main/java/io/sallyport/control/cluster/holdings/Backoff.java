package io.sallyport.control.cluster.holdings;

import java.util.SplittableRandom;

/** How long to wait after the n-th failure in a row: doubling, half of it drawn at random so that two members fall out of step. */
final class Backoff {

    private static final int MOST_DOUBLINGS = 20;

    private final SplittableRandom random;

    Backoff(long seed) {
        random = new SplittableRandom(seed);
    }

    /** @param failures in a row, this one included */
    long afterNs(int failures, long firstNs, long mostNs) {
        long full = Math.min(firstNs << Math.min(failures - 1, MOST_DOUBLINGS), mostNs);
        return full / 2 + random.nextLong(full / 2 + 1);
    }
}
