package io.sallyport.bench.peers.failover;

import java.util.List;

/**
 * What a fault did to one probe.
 *
 * @param lost        attempts without an answer
 * @param blackoutNs  from the start of the first lost attempt to the first answer of an attempt that was begun after the last lost one
 * @param recoveredNs from the fault to that answer; 0 when nothing was lost
 */
record Outage(int lost, long blackoutNs, long recoveredNs) {

    static final Outage NONE = new Outage(0, 0, 0);

    /**
     * @param attempts in the order of their start; with the first that the fault can have hit, and some that were answered after it
     * @throws IllegalArgumentException when no answer came after the last loss
     */
    static Outage of(List<Attempt> attempts, long faultNs) {
        List<Attempt> lost = attempts.stream().filter(Attempt::lost).toList();
        if (lost.isEmpty()) {
            return NONE;
        }
        long lastNs = lost.getLast().startNs();
        long backNs = attempts.stream().filter(attempt -> !attempt.lost() && attempt.startNs() - lastNs > 0)
                .mapToLong(Attempt::answeredNs).min()
                .orElseThrow(() -> new IllegalArgumentException("no answer after the last of " + lost.size() + " lost attempts"));
        return new Outage(lost.size(), backNs - lost.getFirst().startNs(), backNs - faultNs);
    }
}
