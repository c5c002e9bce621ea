package io.sallyport.control.config;

import java.util.function.Function;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/**
 * Reads a value from its text. Where the reader listens ({@link UnreadableText}), a text that is no such value becomes
 * {@code null} and a report, so that one bad prefix does not hide the next.
 */
final class TextDeserializer<T> extends StdScalarDeserializer<T> {

    private final Function<String, T> parse;

    TextDeserializer(Class<T> type, Function<String, T> parse) {
        super(type);
        this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) {
        String text = in.getValueAsString();
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            if (context.getAttribute(UnreadableText.class) instanceof UnreadableText listener) {
                listener.report(in.streamReadContext().pathAsPointer().toString(), text, e.getMessage());
                return null;
            }
            throw context.weirdStringException(text, handledType(), e.getMessage());
        }
    }
}
