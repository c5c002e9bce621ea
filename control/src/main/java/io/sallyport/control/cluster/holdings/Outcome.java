package io.sallyport.control.cluster.holdings;

import java.util.Map;

/** What became of a {@link Call}. */
public sealed interface Outcome {

    /** The other side said so; also where it was so already. */
    record Done() implements Outcome { }

    /**
     * What a read found.
     *
     * @param holders of every holding that was asked for; one that is missing is {@link Holder#UNKNOWN}
     */
    record Seen(Map<? extends Holding, Holder> holders) implements Outcome {
        public Seen {
            holders = Map.copyOf(holders);
        }
    }

    /**
     * Said no, and will again until somebody mends it.
     *
     * @param reason in the words of the other side
     * @param remedy what the operator can do, in a sentence
     */
    record Refused(RefusalCode code, String reason, String remedy) implements Outcome { }

    /** Nothing is known: it may have happened, may happen yet, or may never happen. Timeouts, 5xx, lost connections. */
    record Unknown(String reason) implements Outcome { }

    /** Not done, because the account's bucket is empty ({@code RequestLimitExceeded}). */
    record Throttled(String reason) implements Outcome { }
}
