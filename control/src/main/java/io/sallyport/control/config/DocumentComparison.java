package io.sallyport.control.config;

import io.sallyport.control.config.ConfigDiff.Change;
import io.sallyport.control.config.ConfigDiff.Kind;
import io.sallyport.control.config.ConfigDiff.Part;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Compares two configurations in their normal form, so that a default written out or another order of rows is no difference.
 * Rows are told apart by what names them, not by their place: a row inserted in front does not change all that follow.
 *
 * <p>A table may have a hundred thousand rows, so those that both have are left out before anything becomes JSON.
 */
final class DocumentComparison {

    /** What names a row, by the list that it stands in. */
    private static final Map<String, Function<JsonNode, String>> ROW_NAMES = Map.ofEntries(
            Map.entry("network.nodes", row -> text(row, "name")),
            Map.entry("network.clusters", row -> text(row, "name")),
            Map.entry("network.routes", row -> text(row, "networkCidr") + " → " + text(row, "node")),
            Map.entry("network.insideNats",
                    row -> text(row, "localCidr") + " ↔ " + text(row, "networkCidr") + " @ " + text(row, "node")),
            Map.entry("network.accessRules", row -> "line " + text(row, "line")),
            Map.entry("node.presharedKeys", row -> text(row, "peer")),
            Map.entry("interfaces", row -> text(row, "name")),
            Map.entry("connectors", row -> text(row, "name")),
            Map.entry("services", row -> text(row, "name")),
            Map.entry("cluster.members", row -> text(row, "name")),
            Map.entry("cluster.cloudRoutes", row -> text(row, "route")));

    /** Told field by field even where all of it is new. */
    private static final Set<String> PARTS_OF_DOCUMENT = Set.of("", "network", "node");

    /** Which part a path concerns: the first prefix that fits. */
    private static final Map<String, Part> PARTS = parts();

    private final List<Change> changes = new ArrayList<>();
    private final Set<Part> concerns = EnumSet.noneOf(Part.class);

    /** Where the rows that were not left out stand in their table, by the table's path. */
    private final Map<String, List<Integer>> oldPlaces = new HashMap<>();
    private final Map<String, List<Integer>> newPlaces = new HashMap<>();

    private record Row(int place, JsonNode value) {
    }

    ConfigDiff compare(Optional<Configuration> before, Configuration after) {
        JsonNode old = before.map(was -> tree(withoutCommonRows(was, after, oldPlaces)))
                .orElseGet(() -> ConfigJson.mapper().createObjectNode());
        JsonNode now = tree(before.map(was -> withoutCommonRows(after, was, newPlaces)).orElse(after));
        compare("", JsonPointer.empty(), JsonPointer.empty(), old, now);
        return new ConfigDiff(changes, concerns);
    }

    private static JsonNode tree(Configuration configuration) {
        return ConfigJson.mapper().valueToTree(configuration);
    }

    private static Configuration withoutCommonRows(Configuration one, Configuration other, Map<String, List<Integer>> places) {
        Network network = one.network();
        Optional<List<AccessRule>> otherRules = other.network().accessRules();
        return new Configuration(new Network(network.name(), network.networkCidr(), network.nodes(), network.clusters(),
                without(network.routes(), other.network().routes(), placesIn(places, "network.routes")),
                without(network.insideNats(), other.network().insideNats(), placesIn(places, "network.insideNats")),
                network.accessRules().map(rules ->
                        otherRules.isEmpty() ? rules : without(rules, otherRules.get(), placesIn(places, "network.accessRules"))),
                network.forwarding()), one.node(), one.interfaces(), one.connectors(), one.services(),
                one.cluster());
    }

    private static List<Integer> placesIn(Map<String, List<Integer>> places, String table) {
        return places.computeIfAbsent(table, none -> new ArrayList<>());
    }

    private static <T> List<T> without(List<T> rows, List<T> others, List<Integer> places) {
        Set<T> common = new HashSet<>(others);
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (!common.contains(rows.get(i))) {
                kept.add(rows.get(i));
                places.add(i);
            }
        }
        return kept;
    }

    private void compare(String path, JsonPointer oldPlace, JsonPointer newPlace, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        boolean wholePart = PARTS_OF_DOCUMENT.contains(path);
        if (before instanceof ObjectNode && after instanceof ObjectNode || wholePart) {
            fields(path, oldPlace, newPlace, before, after);
        } else if (ROW_NAMES.containsKey(path) && !before.isMissingNode() && !after.isMissingNode()) {
            rows(path, oldPlace, newPlace, (ArrayNode) before, (ArrayNode) after);
        } else {
            note(path, oldPlace, newPlace, before, after);
        }
    }

    private void fields(String path, JsonPointer oldPlace, JsonPointer newPlace, JsonNode before, JsonNode after) {
        Set<String> names = new LinkedHashSet<>(after.propertyNames());
        names.addAll(before.propertyNames());
        for (String name : names) {
            compare(path.isEmpty() ? name : path + "." + name,
                    oldPlace.appendProperty(name), newPlace.appendProperty(name), before.path(name), after.path(name));
        }
    }

    private void rows(String path, JsonPointer oldPlace, JsonPointer newPlace, ArrayNode before, ArrayNode after) {
        Function<JsonNode, String> name = ROW_NAMES.get(path);
        Map<String, Row> old = byName(before, name, oldPlaces.get(path));
        byName(after, name, newPlaces.get(path)).forEach((key, row) -> {
            Row earlier = old.remove(key);
            JsonNode was = earlier == null ? before.path(-1) : earlier.value();
            JsonPointer place = newPlace.appendIndex(row.place());
            if (!was.equals(row.value())) {
                compare(path + "[" + key + "]", place, place, was, row.value());
            }
        });
        old.forEach((key, row) -> {
            JsonPointer place = oldPlace.appendIndex(row.place());
            compare(path + "[" + key + "]", place, place, row.value(), after.path(-1));
        });
    }

    /** @param places of the rows; null: none was left out */
    private static Map<String, Row> byName(ArrayNode rows, Function<JsonNode, String> name, List<Integer> places) {
        Map<String, Row> byName = LinkedHashMap.newLinkedHashMap(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            byName.put(name.apply(rows.get(i)), new Row(places == null ? i : places.get(i), rows.get(i)));
        }
        return byName;
    }

    private void note(String path, JsonPointer oldPlace, JsonPointer newPlace, JsonNode before, JsonNode after) {
        Kind kind = before.isMissingNode() ? Kind.ADDED : after.isMissingNode() ? Kind.REMOVED : Kind.CHANGED;
        JsonPointer place = kind == Kind.REMOVED ? oldPlace : newPlace;
        changes.add(new Change(kind, place.toString(), path, json(before), json(after)));
        PARTS.entrySet().stream()
                .filter(part -> path.startsWith(part.getKey()))
                .findFirst()
                .ifPresent(part -> concerns.add(part.getValue()));
    }

    private static String json(JsonNode value) {
        return value.isMissingNode() ? "" : value.toString();
    }

    private static String text(JsonNode row, String field) {
        return row.path(field).asString();
    }

    private static Map<String, Part> parts() {
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("network.nodes", Part.TUNNELS);
        parts.put("network.clusters", Part.TUNNELS);
        parts.put("network.routes", Part.ROUTES);
        parts.put("network.insideNats", Part.NAT);
        parts.put("network.accessRules", Part.POLICY);
        parts.put("network", Part.FORWARDING);
        parts.put("node.name", Part.TUNNELS);
        parts.put("node.privateKeyFile", Part.TUNNELS);
        parts.put("node.presharedKeys", Part.TUNNELS);
        parts.put("node.relayPort", Part.SESSIONS);
        parts.put("node.maxSessions", Part.SESSIONS);
        parts.put("node.transport", Part.SESSIONS);
        parts.put("node", Part.ENGINE);
        parts.put("interfaces", Part.INTERFACES);
        parts.put("connectors", Part.CONNECTORS);
        parts.put("services", Part.SERVICES);
        parts.put("cluster", Part.FAILOVER);
        return parts;
    }
}
