package io.sallyport.control.config.read;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import io.sallyport.control.config.ConfigJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The document's JSON Schema (draft 2020-12): the one place where shapes, units, limits and defaults stand. */
public final class ConfigSchema {

    private static final String RESOURCE = "configuration.schema.json";
    private static final byte[] BYTES = load();
    private static final ObjectNode ROOT = (ObjectNode) ConfigJson.mapper().readTree(BYTES);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    registry -> registry.schemaRegistryConfig(
                            SchemaRegistryConfig.builder().pathType(PathType.JSON_POINTER).build()))
            .getSchema(ROOT);
    private static final SchemaDefaults DEFAULTS = SchemaDefaults.of(ROOT);

    private ConfigSchema() {
    }

    /** The schema as it is served. */
    public static byte[] document() {
        return BYTES.clone();
    }

    /** The schema's root node; borrowed, not to be changed. */
    static ObjectNode root() {
        return ROOT;
    }

    static List<Error> validate(JsonNode document) {
        return SCHEMA.validate(document);
    }

    /** The node with its {@code $ref} followed; keywords beside the reference win over the referenced ones. */
    static ObjectNode resolved(JsonNode schema) {
        ObjectNode resolved = schema.has("$ref")
                ? resolved(ROOT.at(schema.get("$ref").stringValue().substring(1)))
                : ROOT.objectNode();
        resolved.setAll((ObjectNode) schema);
        resolved.remove("$ref");
        return resolved;
    }

    /** What the schema says of a place in a document; empty where it knows no such place. */
    static ObjectNode at(String pointer) {
        JsonNode schema = ROOT;
        for (String segment : pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/")) {
            ObjectNode here = resolved(schema);
            schema = here.has("items") ? here.get("items") : here.path("properties").path(segment);
        }
        return schema.isObject() ? resolved(schema) : ROOT.objectNode();
    }

    /** Writes the schema's defaults where the document says nothing. */
    static void fillDefaults(JsonNode document) {
        DEFAULTS.fill(document);
    }

    private static byte[] load() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read from the program's own files", e);
        }
    }
}
