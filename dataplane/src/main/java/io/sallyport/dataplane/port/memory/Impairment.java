package io.sallyport.dataplane.port.memory;

import java.util.SplittableRandom;

/**
 * What a link does to packets. Shares are of 1; the same seed and packets make the same history.
 *
 * @param loss      share of packets that vanish
 * @param duplicate share of packets that arrive twice
 * @param reorder   share of packets that arrive before the one sent last
 */
public record Impairment(long seed, double loss, double duplicate, double reorder) {

    public static final Impairment NONE = new Impairment(0, 0, 0, 0);

    boolean none() {
        return loss == 0 && duplicate == 0 && reorder == 0;
    }

    SplittableRandom random() {
        return new SplittableRandom(seed);
    }
}
