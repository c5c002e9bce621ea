package io.sallyport.control.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A JSON object as the API sends it. Read as a stream: data binding would double the time this command takes to start. */
record Document(Map<String, Object> fields) {

    private static final Document EMPTY = new Document(Map.of());

    /** @throws CommandFailure when the bytes are not a JSON object */
    static Document parse(byte[] json) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            if (value(parser) instanceof Document document) {
                return document;
            }
        } catch (JacksonException e) {
            throw new CommandFailure(ExitStatus.FAILED, "the daemon's answer is not JSON: " + e.getOriginalMessage());
        }
        throw new CommandFailure(ExitStatus.FAILED, "the daemon's answer is not a JSON object");
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null -> null;
            default -> parser.getString();
        };
    }

    private static Document object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Document(fields);
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** Elements of a JSON array, which is not kept. */
    static int elements(String array) {
        int count = 0;
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), array)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
                count++;
            }
        }
        return count;
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    /** Empty when absent; numbers and booleans as text. */
    String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    /** 0 when absent. */
    long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }

    double fraction(String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : 0;
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    /** Empty when absent. */
    Document child(String name) {
        return fields.get(name) instanceof Document document ? document : EMPTY;
    }

    /** The objects of an array; empty when absent. */
    List<Document> children(String name) {
        return items(name).stream().filter(Document.class::isInstance).map(Document.class::cast).toList();
    }

    /** The scalars of an array, as text; empty when absent. */
    List<String> texts(String name) {
        return items(name).stream().map(String::valueOf).toList();
    }

    private List<?> items(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }
}
