package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;

import java.util.function.Consumer;

/** The way from each member to the other: each direction may be cut, lose and delay on its own; delays reorder. */
final class SimNetwork {

    final boolean[] cut = new boolean[2];
    double loss;
    long delayNs;
    private long wholeSinceNs;
    private final Timeline time;

    SimNetwork(Timeline time) {
        this.time = time;
    }

    /** @param arrive when and if it does */
    void send(int from, Runnable arrive) {
        if (cut[from] || time.chance(loss)) {
            return;
        }
        time.in(time.between(MS / 5, 2 * MS) + (delayNs == 0 ? 0 : time.between(0, delayNs)), () -> {
            if (!cut[from]) {
                arrive.run();
            }
        });
    }

    /** For how long everything has arrived, and within 2 ms; 0: it does not. */
    long wholeForNs() {
        return roundTrip() && loss == 0 && delayNs == 0 ? time.nowNs() - wholeSinceNs : 0;
    }

    boolean roundTrip() {
        return !cut[0] && !cut[1];
    }

    void recover() {
        cut[0] = false;
        cut[1] = false;
        loss = 0;
        delayNs = 0;
        wholeSinceNs = time.nowNs();
    }

    /** For scenarios: one direction, 0 from the first member to the second. */
    Consumer<Boolean> direction(int from) {
        return isCut -> cut[from] = isCut;
    }
}
