package io.sallyport.control.config.read;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that somebody probably meant. */
final class Nearest {

    /** What is too short to be told from chance by its beginning. */
    private static final int MIN_BEGINNING = 4;

    private Nearest() {
    }

    /**
     * The candidate that fewest edits turn the name into, ignoring case; when all are far off, one that begins with the name;
     * otherwise empty.
     */
    static Optional<String> to(String name, Collection<String> candidates) {
        int allowed = Math.max(1, name.length() / 3);
        String nearest = null;
        for (String candidate : candidates) {
            int edits = edits(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT), allowed);
            if (edits <= allowed) {
                nearest = candidate;
                allowed = edits - 1;
            }
        }
        return nearest != null ? Optional.of(nearest) : begunBy(name, candidates);
    }

    private static Optional<String> begunBy(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> name.length() >= MIN_BEGINNING && candidate.regionMatches(true, 0, name, 0, name.length()))
                .findFirst();
    }

    /** {@code ; did you mean 'x'?}, or nothing. */
    static String suggestion(String name, Collection<String> candidates) {
        return to(name, candidates).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
    }

    /** Optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours. */
    private static int edits(String from, String to, int worthKnowing) {
        if (Math.abs(from.length() - to.length()) > worthKnowing) {
            return worthKnowing + 1;
        }
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int substituted = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(substituted, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[to.length()];
    }
}
