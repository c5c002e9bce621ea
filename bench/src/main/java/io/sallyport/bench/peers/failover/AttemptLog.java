package io.sallyport.bench.peers.failover;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The attempts of one probe, in the order of their start. Any thread. */
final class AttemptLog {

    private static final int FIRST_CAPACITY = 4_096;

    private final long patienceNs;
    private long[] starts = new long[FIRST_CAPACITY];
    private long[] took = new long[FIRST_CAPACITY];
    private int count;

    /** @param patienceNs after which an answer counts as none */
    AttemptLog(long patienceNs) {
        this.patienceNs = patienceNs;
    }

    /** @return the attempt's number */
    synchronized int begin(long nowNs) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            took = Arrays.copyOf(took, 2 * count);
        }
        starts[count] = nowNs;
        took[count] = Attempt.LOST;
        return count++;
    }

    synchronized void answered(int number, long nowNs) {
        long time = nowNs - starts[number];
        if (took[number] == Attempt.LOST && time <= patienceNs) {
            took[number] = time;
        }
    }

    /** Those that were begun between the two times. */
    synchronized List<Attempt> between(long fromNs, long untilNs) {
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (starts[i] - fromNs >= 0 && starts[i] - untilNs < 0) {
                attempts.add(new Attempt(starts[i], took[i]));
            }
        }
        return attempts;
    }
}
