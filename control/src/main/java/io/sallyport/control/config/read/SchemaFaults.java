package io.sallyport.control.config.read;

import com.networknt.schema.Error;
import java.util.Locale;
import java.util.StringJoiner;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Says in our words what the schema refused, and takes out of the document what could not be read any further. */
final class SchemaFaults {

    private final JsonNode document;
    private final Findings findings;

    SchemaFaults(JsonNode document, Findings findings) {
        this.document = document;
        this.findings = findings;
    }

    void add(Error error) {
        String pointer = error.getInstanceLocation().toString();
        switch (error.getKeyword()) {
            case "additionalProperties" -> unknownField(pointer, error.getProperty());
            case "required" -> findings.fault(child(pointer, error.getProperty()), "", "",
                    "the field '" + error.getProperty() + "' is missing; add it");
            default -> {
                findings.fault(pointer, text(error.getInstanceNode()), limit(error), message(error, pointer));
                if (hidesTheValue(error)) {
                    takeOut(JsonPointer.compile(pointer));
                }
            }
        }
    }

    /** The value is not repeated: a misplaced secret would otherwise end up in an answer or a log. */
    private void unknownField(String parent, String name) {
        String pointer = child(parent, name);
        findings.fault(pointer, "", "",
                "'" + name + "' is not a field here; " + Nearest.to(name, ConfigSchema.at(parent).path("properties").propertyNames())
                        .map(nearest -> "did you mean '" + nearest + "'?")
                        .orElse("remove it"));
        takeOut(JsonPointer.compile(pointer));
    }

    private static String limit(Error error) {
        JsonNode schema = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "minimum", "minLength", "minItems" -> "at least " + schema.asString();
            case "maxItems", "maxProperties" -> schema.intValue() == 0 ? "empty" : "at most " + schema.asString();
            case "maximum", "maxLength" -> "at most " + schema.asString();
            case "enum", "type" -> choice(schema);
            case "pattern" -> schema.stringValue();
            default -> "";
        };
    }

    private static String message(Error error, String pointer) {
        String limit = limit(error);
        return switch (error.getKeyword()) {
            case "type" -> "this is " + kind(error.getInstanceNode()) + ", and must be " + limit;
            case "enum" -> "must be " + limit + Nearest.suggestion(
                    error.getInstanceNode().asString(""), error.getSchemaNode().valueStream().map(JsonNode::stringValue).toList());
            case "pattern" -> "does not have the form it needs: " + ConfigSchema.at(pointer).path("description").asString();
            case "minLength", "maxLength" -> "must have " + limit + " characters";
            case "minItems" -> "must not be empty";
            case "maxItems", "maxProperties" -> error.getSchemaNode().intValue() == 0
                    ? "is not supported by this version; leave it out or empty"
                    : "must have " + limit + " entries";
            case "uniqueItems" -> "lists the same entry twice; remove one";
            default -> "must be " + limit;
        };
    }

    private static String choice(JsonNode schema) {
        if (!schema.isArray()) {
            return kindName(schema.stringValue());
        }
        StringJoiner choice = new StringJoiner(" or ");
        schema.forEach(value -> choice.add(kindName(value.stringValue())));
        return choice.toString();
    }

    private static String kind(JsonNode value) {
        return kindName(value.isFloatingPointNumber() ? "number" : value.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    private static String kindName(String jsonType) {
        return switch (jsonType) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default -> jsonType;
        };
    }

    private static String text(JsonNode value) {
        return value.isContainer() ? "" : value.asString();
    }

    /** A text of the wrong form still names something, and a number out of range is still a number; the rest cannot be read. */
    private static boolean hidesTheValue(Error error) {
        return switch (error.getKeyword()) {
            case "pattern", "minLength", "maxLength", "minItems", "uniqueItems" -> false;
            case "minimum", "maximum" -> !error.getInstanceNode().canConvertToInt();
            default -> true;
        };
    }

    private void takeOut(JsonPointer place) {
        switch (document.at(place.head() == null ? JsonPointer.empty() : place.head())) {
            case ObjectNode object -> object.remove(place.last().getMatchingProperty());
            case ArrayNode array when place.last() != null -> array.setNull(place.last().getMatchingIndex());
            default -> {
                // an enclosing value has been taken out before
            }
        }
    }

    private static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
