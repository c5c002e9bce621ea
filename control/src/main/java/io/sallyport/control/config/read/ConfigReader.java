package io.sallyport.control.config.read;

import io.sallyport.control.config.ConfigJson;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.Machine;
import io.sallyport.control.config.UnreadableText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/**
 * Reads documents. A syntax error ends the reading; anything else is noted and taken out, and the rest is read on, so that
 * one answer lists every fault.
 */
public final class ConfigReader {

    /** The largest accepted document: 100 000 routes and 10 000 inside NATs with long descriptions. */
    public static final int MAX_BYTES = 64 << 20;

    private final ConfigValidator validator;

    /** Of configurations for this machine. @param keyFiles asked for every key that the document names */
    public ConfigReader(KeyFiles keyFiles) {
        this(keyFiles, Machine.here());
    }

    /** @param machine asked where a document has connectors or services */
    public ConfigReader(KeyFiles keyFiles, Machine machine) {
        this.validator = new ConfigValidator(keyFiles, machine);
    }

    public ReadResult read(byte[] document) {
        return read(document, new Findings(false));
    }

    /** Reads a document that was accepted here before: what the machine lacks for it by now is a warning. */
    public ReadResult readAccepted(byte[] document) {
        return read(document, new Findings(true));
    }

    private ReadResult read(byte[] document, Findings findings) {
        JsonNode tree = parse(document, findings);
        if (tree == null) {
            return new ReadResult.Invalid(findings.faults());
        }
        HugeNumbers.takeOut(tree, findings);
        SchemaFaults refused = new SchemaFaults(tree, findings);
        ConfigSchema.validate(tree).forEach(refused::add);
        ConfigSchema.fillDefaults(tree);
        Configuration configuration = bind(tree, findings);
        if (configuration != null) {
            validator.check(configuration, findings);
        }
        return findings.clean()
                ? new ReadResult.Valid(configuration, findings.warnings())
                : new ReadResult.Invalid(findings.faults());
    }

    private static JsonNode parse(byte[] document, Findings findings) {
        if (document.length > MAX_BYTES) {
            findings.fault("", document.length + " bytes", "at most " + MAX_BYTES + " bytes", "the document is too large");
            return null;
        }
        try (JsonParser parser = ConfigJson.mapper().createParser(decoded(document))) {
            return object(parser, findings);
        } catch (CharacterCodingException e) {
            findings.fault("", "", "UTF-8", "the document is not UTF-8, as JSON has to be (RFC 8259 §8.1); save it as UTF-8");
            return null;
        }
    }

    /** Strictly: left to itself the parser guesses among five encodings. */
    private static String decoded(byte[] document) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
    }

    private static JsonNode object(JsonParser parser, Findings findings) {
        try {
            JsonNode tree = ConfigJson.mapper().readValue(parser, JsonNode.class);
            if (tree != null && tree.isObject()) {
                return tree;
            }
            findings.fault("", "", "an object", "the document is no JSON object; it begins with { and has the sections network and node");
        } catch (JacksonException e) {
            findings.fault(parser.streamReadContext().pathAsPointer().toString(), "", "",
                    "not readable as JSON at " + place(e.getLocation()) + ": " + e.getOriginalMessage());
        }
        return null;
    }

    private static String place(TokenStreamLocation location) {
        return location == null ? "its end" : "line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static Configuration bind(JsonNode tree, Findings findings) {
        ObjectReader reader = ConfigJson.mapper()
                .readerFor(Configuration.class)
                .withAttribute(UnreadableText.class, (UnreadableText) (pointer, text, reason) ->
                        findings.fault(pointer, text, "", reason));
        try {
            return reader.readValue(tree);
        } catch (DatabindException e) {
            // what the schema lets pass and a record does not hold, such as a number that only looks whole
            findings.fault(e.getPathReference(), "", "", e.getOriginalMessage());
            return null;
        }
    }
}
