package io.sallyport.bench.lab.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * One line of {@code key=value} words, for people at {@code nc} as well as for programs. The value of {@code error}, always the
 * last, may hold spaces.
 */
public record Answer(SequencedMap<String, String> words) {

    private static final String ERROR = "error";

    public static Answer of(String... keysAndValues) {
        SequencedMap<String, String> words = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            words.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Answer(words);
    }

    public static Answer error(Exception cause) {
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return of(ERROR, text.replace('\n', ' '));
    }

    public static Answer parse(String line) {
        SequencedMap<String, String> words = new LinkedHashMap<>();
        String rest = line.strip();
        while (!rest.isEmpty()) {
            int equals = rest.indexOf('=');
            if (equals < 0) {
                return of(ERROR, "not an answer: " + line);
            }
            String key = rest.substring(0, equals);
            int end = key.equals(ERROR) ? -1 : rest.indexOf(' ', equals);
            words.put(key, end < 0 ? rest.substring(equals + 1) : rest.substring(equals + 1, end));
            rest = end < 0 ? "" : rest.substring(end + 1);
        }
        return new Answer(words);
    }

    /** The same answer with one more word. */
    public Answer with(String key, String value) {
        SequencedMap<String, String> more = new LinkedHashMap<>(words);
        more.put(key, value);
        return new Answer(more);
    }

    public boolean ok() {
        return !words.containsKey(ERROR);
    }

    /** The value of a key, or the empty string. */
    public String get(String key) {
        return words.getOrDefault(key, "");
    }

    @Override
    public String toString() {
        return words.entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining(" "));
    }
}
