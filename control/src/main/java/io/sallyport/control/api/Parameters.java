package io.sallyport.control.api;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a configuration request says beside its body; refuses in one sentence. */
final class Parameters {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private Parameters() {
    }

    /** Anything but JSON is refused: curl's default media type is a form's, and a form is no configuration. */
    static void requireJson(ApiRequest request) {
        String given = request.header("content-type").orElse("");
        String type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(ApiResponse.JSON)) {
            throw Problem.unsupportedMediaType(given);
        }
    }

    /** The entity tag without its quotes, or {@code *} (RFC 9110 §13.1.1). */
    static Optional<String> ifMatch(ApiRequest request) {
        return request.header("if-match").map(Parameters::entityTag);
    }

    private static String entityTag(String given) {
        String tag = given.strip();
        if (tag.equals("*")) {
            return tag;
        }
        if (tag.length() < 2 || !tag.startsWith("\"") || !tag.endsWith("\"") || tag.indexOf('"', 1) != tag.length() - 1) {
            throw Problem.badRequest("If-Match is one quoted ETag as GET /v1/config sends it, or *; not '" + tag + "'");
        }
        return tag.substring(1, tag.length() - 1);
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    static Optional<Duration> confirmWithin(ApiRequest request) {
        return request.queryValue("confirmWithin").map(Parameters::duration);
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        Duration duration = !matcher.matches() ? Duration.ZERO : switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(Long.parseLong(matcher.group(1)));
            case "m" -> Duration.ofMinutes(Long.parseLong(matcher.group(1)));
            default -> Duration.ofHours(Long.parseLong(matcher.group(1)));
        };
        if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw Problem.badRequest("confirmWithin is a time such as 60s, 5m or 1h, of at most 24h; not '" + text + "'");
        }
        return duration;
    }

    static OptionalLong version(ApiRequest request) {
        return request.queryValue("version").map(text -> OptionalLong.of(version(text))).orElse(OptionalLong.empty());
    }

    static long version(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw Problem.badRequest("a version is a number as 'sallyport config history' lists it, not '" + text + "'");
        }
        return Long.parseLong(text);
    }
}
