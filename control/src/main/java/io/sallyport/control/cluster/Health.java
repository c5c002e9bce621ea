package io.sallyport.control.cluster;

import java.util.List;

/**
 * A member's own view of itself.
 *
 * @param causes   why it cannot serve, each a sentence: a monitored link is down, a worker makes no progress; empty: healthy
 * @param overlay  {@code DOWN} counts only while the partner's is {@code UP}
 * @param progress a counter that grows while the data plane works, for the partner to see and to show
 */
public record Health(List<String> causes, Overlay overlay, long progress) {

    public static final Health GOOD = new Health(List.of(), Overlay.UNKNOWN, 0);

    /** Whether peers of the overlay can be reached from this member; a standby may only know that its WAN works. */
    public enum Overlay { UP, DOWN, UNKNOWN }

    public Health {
        causes = List.copyOf(causes);
    }
}
