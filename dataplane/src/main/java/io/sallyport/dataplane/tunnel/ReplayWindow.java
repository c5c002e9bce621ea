package io.sallyport.dataplane.tunnel;

/**
 * Which counters were seen, for the last 8 192 below the highest (WireGuard §5.4.6, by the method of RFC 6479: whole words
 * are cleared as the window moves). One worker uses it.
 *
 * <p>Ask {@link #isFresh} before decrypting, {@link #accept} only after the tag has proved right.
 */
final class ReplayWindow {

    static final int SIZE = 8_192;

    private static final int WORDS = 2 * SIZE / Long.SIZE;
    private static final int WORD_MASK = WORDS - 1;

    private final long[] seen = new long[WORDS];
    private long next; // one more than the highest accepted; 0 before the first
    private long accepted;

    /** Whether {@code counter} is neither seen nor too old; negative numbers (from 2^63 on) are never fresh. */
    boolean isFresh(long counter) {
        if (counter >= next) {
            return true;
        }
        return counter >= 0 && next - counter <= SIZE && (seen[word(counter)] & bit(counter)) == 0;
    }

    /** Marks a fresh counter as seen. */
    void accept(long counter) {
        if (counter >= next) {
            clearBetween(next, counter);
            next = counter + 1;
        }
        seen[word(counter)] |= bit(counter);
        accepted++;
    }

    /** Forgets what the words after the old highest counter's, up to the new one's, held a round ago. */
    private void clearBetween(long oldNext, long counter) {
        long first = oldNext == 0 ? 0 : (oldNext - 1 >>> 6) + 1;
        long last = counter >>> 6;
        long count = Math.min(last - first + 1, WORDS);
        for (long i = 0; i < count; i++) {
            seen[(int) (last - i) & WORD_MASK] = 0;
        }
    }

    /** How many counters below the highest were never seen: lost, or still under way. */
    long missing() {
        return next - accepted;
    }

    private static int word(long counter) {
        return (int) (counter >>> 6) & WORD_MASK;
    }

    private static long bit(long counter) {
        return 1L << counter; // the shift takes the low six bits
    }
}
