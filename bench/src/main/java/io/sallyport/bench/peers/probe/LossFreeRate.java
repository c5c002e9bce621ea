package io.sallyport.bench.peers.probe;

import java.util.function.IntFunction;

/**
 * The largest packet rate that passes without loss, found by doubling and then halving the interval (in the manner of RFC 2544
 * §26.1). A trial passes when every packet that was sent arrived; one that lost any is repeated, because on a shared machine
 * a neighbour's turn of the CPU also costs packets.
 */
public final class LossFreeRate {

    static final int LOWEST_PPS = 10_000;
    static final int HIGHEST_PPS = 2_000_000;
    /** Trials a rate may take to pass once. */
    static final int ATTEMPTS = 3;
    /** The search ends when the interval is this narrow, relative to its lower end. */
    private static final double PRECISION = 0.04;
    /** A generator that sends less than this share of what was asked is at its own limit. */
    private static final double ON_SCHEDULE = 0.95;

    private LossFreeRate() {
    }

    /** @param seconds how long the sending took */
    public record Trial(long sent, long received, double seconds) {

        boolean lossFree() {
            return sent > 0 && received == sent;
        }

        double pps() {
            return sent / seconds;
        }
    }

    /**
     * @param pps              0 when even the lowest rate lost packets
     * @param generatorLimited the generator could not send faster: the true rate is higher
     */
    public record Result(double pps, boolean generatorLimited) {
    }

    /** @param trial sends at a rate, in packets per second, and tells what became of it */
    public static Result search(IntFunction<Trial> trial) {
        double passed = 0;
        int asked = LOWEST_PPS;
        while (asked <= HIGHEST_PPS) {
            Trial best = attempt(trial, asked);
            if (!best.lossFree()) {
                return new Result(bisect(trial, passed, asked), false);
            }
            passed = best.pps();
            if (passed < ON_SCHEDULE * asked) {
                return new Result(passed, true);
            }
            asked *= 2;
        }
        return new Result(passed, true);
    }

    private static double bisect(IntFunction<Trial> trial, double passed, double failed) {
        double low = passed;
        double high = failed;
        while (low > 0 && high - low > PRECISION * low) {
            double middle = (low + high) / 2;
            Trial best = attempt(trial, (int) middle);
            if (best.lossFree()) {
                low = Math.max(low, best.pps());
                high = best.pps() < ON_SCHEDULE * middle ? low : high;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first trial that passes, or the last. */
    private static Trial attempt(IntFunction<Trial> trial, int pps) {
        Trial result = trial.apply(pps);
        for (int i = 1; i < ATTEMPTS && !result.lossFree(); i++) {
            result = trial.apply(pps);
        }
        return result;
    }
}
