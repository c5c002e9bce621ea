package io.sallyport.dataplane.tunnel.crypto;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;

/** Lets libraries seal small and large packets for a moment, to see which is faster on this machine. */
final class AeadRace {

    private static final int SMALL = 64;
    private static final int LARGE = 1420;
    /** Long enough for the JIT to have compiled the calls by its end. */
    private static final long RACE_NS = 50_000_000;
    private static final int ROUND = 50;
    /** A later candidate must be clearly faster: the first one allocates nothing per packet. */
    private static final double CLEARLY_FASTER = 0.8;

    private AeadRace() {
    }

    /** @param description the winner and its figures, for status */
    record Result(AeadProvider winner, String description) {
    }

    static Result run(AeadAlgorithm algorithm, List<AeadProvider> candidates) {
        AeadProvider best = null;
        double[] bestNs = null;
        for (AeadProvider candidate : candidates) {
            double[] ns = {time(candidate, algorithm, SMALL), time(candidate, algorithm, LARGE)};
            if (bestNs == null || (ns[0] / bestNs[0] + ns[1] / bestNs[1]) / 2 < CLEARLY_FASTER) {
                best = candidate;
                bestNs = ns;
            }
        }
        return new Result(best, String.format(Locale.ROOT, "%s (%.0f ns for %d bytes, %.0f ns for %d)",
                best.name(), bestNs[0], SMALL, bestNs[1], LARGE));
    }

    /** Nanoseconds per packet of {@code length} bytes: the best of many rounds, since other threads disturb some of them. */
    private static double time(AeadProvider provider, AeadAlgorithm algorithm, int length) {
        try (Arena arena = Arena.ofConfined(); Aead aead = provider.sealer(algorithm, new byte[Aead.KEY_LENGTH])) {
            long buffer = arena.allocate(length + Aead.TAG_LENGTH, 64).address();
            long counter = 0;
            long best = Long.MAX_VALUE;
            long begin = System.nanoTime();
            long now = begin;
            while (now - begin < RACE_NS) {
                long start = now;
                for (int i = 0; i < ROUND; i++) {
                    aead.seal(buffer, buffer, length, counter++);
                }
                now = System.nanoTime();
                best = Math.min(best, now - start);
            }
            return (double) best / ROUND;
        }
    }
}
