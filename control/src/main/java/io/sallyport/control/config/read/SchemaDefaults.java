package io.sallyport.control.config.read;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The defaults at and below one place of the schema, resolved once: there may be 100 000 routes to fill.
 *
 * @param values     defaults of an object's own fields
 * @param properties defaults below each field
 * @param items      defaults below the elements of an array; {@code null} when it is none
 */
record SchemaDefaults(Map<String, JsonNode> values, Map<String, SchemaDefaults> properties, SchemaDefaults items) {

    static SchemaDefaults of(JsonNode schema) {
        ObjectNode resolved = ConfigSchema.resolved(schema);
        Map<String, JsonNode> values = new LinkedHashMap<>();
        Map<String, SchemaDefaults> properties = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : resolved.path("properties").properties()) {
            JsonNode value = ConfigSchema.resolved(property.getValue()).get("default");
            if (value != null) {
                values.put(property.getKey(), value);
            }
            SchemaDefaults below = of(property.getValue());
            if (!below.isEmpty()) {
                properties.put(property.getKey(), below);
            }
        }
        return new SchemaDefaults(values, properties, resolved.has("items") ? of(resolved.get("items")) : null);
    }

    private boolean isEmpty() {
        return values.isEmpty() && properties.isEmpty() && (items == null || items.isEmpty());
    }

    /** Adds what is missing, outermost first: a default section is filled in its turn. */
    void fill(JsonNode node) {
        if (node instanceof ObjectNode object) {
            values.forEach((name, value) -> {
                if (!object.has(name)) {
                    object.set(name, value.deepCopy());
                }
            });
            properties.forEach((name, below) -> below.fill(object.path(name)));
        } else if (items != null && !items.isEmpty() && node instanceof ArrayNode array) {
            array.forEach(items::fill);
        }
    }
}
