package io.sallyport.control.config.read;

import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes numbers such as {@code 1e200} out of a document before the schema sees it: they are whole, so the schema's validator
 * compares them as longs, and throws. No field holds anything near the bound.
 */
final class HugeNumbers {

    /** The largest whole number that every JSON reader keeps exactly (RFC 8259 §6). */
    private static final double MAX = (1L << 53) - 1;

    private HugeNumbers() {
    }

    static void takeOut(JsonNode document, Findings findings) {
        if (anyIn(document)) {
            takeOut(document, JsonPointer.empty(), findings);
        }
    }

    /** Without pointers, which are only worth making where there is something to point at. */
    private static boolean anyIn(JsonNode node) {
        for (JsonNode below : node) {
            if (below.isContainer() ? anyIn(below) : isHuge(below)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHuge(JsonNode node) {
        return node.isNumber() && Math.abs(node.doubleValue()) > MAX;
    }

    private static void takeOut(JsonNode node, JsonPointer place, Findings findings) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                JsonNode below = object.get(name);
                takeOut(below, place.appendProperty(name), findings);
                if (isHuge(below)) {
                    object.remove(name);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode below = array.get(i);
                takeOut(below, place.appendIndex(i), findings);
                if (isHuge(below)) {
                    array.setNull(i);
                }
            }
        } else if (isHuge(node)) {
            findings.fault(place.toString(), node, "at most 2^53 - 1", "this number is larger than any field takes; see the reference");
        }
    }
}
