package io.sallyport.control.config.read;

import io.sallyport.control.config.SeedNetwork;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Renders the configuration reference from the schema, so that there is one place to look up and to change. */
final class ConfigReference {

    private static final String OPENING = """
            # Configuration reference

            <!-- Made from configuration.schema.json by ConfigReferenceTest; change the schema, not this page. -->

            A node is configured by one JSON document, pushed over its control socket:

            ```
            sallyport config diff  node.json      # what would change; nothing does
            sallyport config apply node.json
            sallyport config apply node.json --confirm-within 60s
            ```

            It is validated as a whole. Either all of it runs, or nothing changes and the answer lists every fault: where (a JSON
            pointer), what stands there, what would be accepted, and what to do. Unknown fields and duplicate keys are refused.
            `GET /v1/schema` serves the JSON Schema (draft 2020-12) that this page is made from.

            """;

    private static final String CLOSING = """
            ## What is checked beyond the schema

            - **Names** of nodes and clusters are unique and matched exactly; an unknown one is answered with the nearest name. A
              member belongs to one cluster, and routes, inside NATs and preshared keys name the cluster, not the member.
            - **Prefixes** have no host bits. Routes, management addresses and the network side of inside NATs lie in
              `network.networkCidr`.
            - **Routes**: the same prefix to the same destination stands once.
            - **Inside NATs**: both sides have one family and length. At one destination no prefix stands twice on a side; rows may
              nest, and the longest prefix decides.
            - **Access rules**: lines rise; ports go with `tcp` and `udp`; source and dest are of one family.
            - **Keys**: every public key is unique. The file of the private key is readable by its owner alone, and belongs to the
              public key of this node or of its cluster. The document holds paths, never secrets.
            - **MTU**: at least 1280 where the network has IPv6.
            - **Cluster**: this node is one of its two members, both belong to one cluster of the network, and the timeout holds at
              least three intervals. The secret is a file like a key's, the same on both members, and no key of the tunnels.
            - **Interface routes**: a prefix stands once, outside the virtual network; the router is of its family, and not behind it.
            - **Cluster IPs** are unicast addresses, each on one interface, and no management addresses.
            - **Connectors**: `listenInterface` is one of `interfaces` and, for one that is enabled, present on the machine;
              `bind` `clusterIp` needs a `clusterIp` there. A local service exists and speaks the connector's protocol; a
              connector to another node needs a management address of one family at both. No two listeners (connectors, the
              tunnels' `listenPort`, `relayPort`) share a port at one address, and a port that the kernel reserves needs
              CAP_NET_BIND_SERVICE.
            - **Services**: `sourceInterface` as above; `sourceFromClusterIp` needs it, and a `clusterIp` there of the backend's
              family. `allowedNodes` are destinations. UDP has version 2 of the PROXY protocol only.
            - **Loops**: no enabled service, and no `ip:port` of a connector, is a place where an enabled connector of this node
              listens: by the cluster IPs, loopback, management and member addresses of the document, and by the addresses that
              the machine has now. What a DNS name leads to shows at run time, and ends the session as `looped`.

            Some things are only warned about, because they are right in some networks: two destinations without an endpoint (the
            edges of a star), a route to this node that no inside NAT row meets, a row that no route leads to, equal metrics for one
            prefix, an access rule that lies outside the network, an empty list of access rules (every packet is dropped), an
            endpoint whose name does not resolve now (it is looked up again), a connector whose service is not enabled. A
            configuration that was accepted before runs at boot even where an interface or a capability is missing by then; what
            needs it is named, and follows when the interface comes.

            ## Example

            One gateway of an AWS site that serves three edges, each site a pair of gateways:

            ```json
            %s```
            """;

    private final Map<String, ObjectNode> sections = new LinkedHashMap<>();

    String render() {
        collect("The document", ConfigSchema.root());
        StringBuilder page = new StringBuilder(OPENING);
        sections.forEach((title, schema) -> section(page, title, schema));
        page.append(CLOSING.formatted(new String(SeedNetwork.member(), StandardCharsets.UTF_8)));
        return page.toString();
    }

    /** An object's section comes before those of the objects in it. */
    private void collect(String title, JsonNode schema) {
        ObjectNode resolved = ConfigSchema.resolved(schema);
        if (resolved.has("properties")) {
            sections.put(title, resolved);
            resolved.get("properties").forEachEntry((name, below) -> collect(path(title, name), below));
        } else if (resolved.has("items")) {
            collect(title + "[]", resolved.get("items"));
        }
    }

    private static String path(String parent, String name) {
        return parent.startsWith("`") ? parent.replaceAll("`(\\[])?$", "$1") + "." + name + "`" : "`" + name + "`";
    }

    private static void section(StringBuilder page, String title, ObjectNode schema) {
        page.append("## ").append(title.replaceAll("`\\[]", "[]`")).append("\n\n")
                .append(schema.path("description").asString()).append("\n\n");
        page.append("| Field | Type | Default | Limits | Meaning |\n| --- | --- | --- | --- | --- |\n");
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.stringValue()));
        schema.get("properties").forEachEntry((name, field) ->
                row(page, name, ConfigSchema.resolved(field), required.contains(name)));
        page.append('\n');
    }

    private static void row(StringBuilder page, String name, ObjectNode field, boolean required) {
        String fallback = required ? "required" : field.has("default") ? code(field.get("default")) : "absent";
        String meaning = field.path("description").asString() + examples(field);
        page.append("| `").append(name).append("` | ").append(type(field)).append(" | ").append(fallback)
                .append(" | ").append(limits(field)).append(" | ").append(cell(meaning)).append(" |\n");
    }

    private static String type(ObjectNode field) {
        if (field.has("enum")) {
            StringJoiner values = new StringJoiner(", ");
            field.get("enum").forEach(value -> values.add("`" + value.stringValue() + "`"));
            return values.toString();
        }
        StringJoiner types = new StringJoiner(" or ");
        JsonNode type = field.get("type");
        (type.isArray() ? type.valueStream() : Stream.of(type)).forEach(one -> types.add(
                one.stringValue().equals("array") && field.has("items")
                        ? "array of " + ConfigSchema.resolved(field.get("items")).get("type").asString()
                        : one.stringValue()));
        return types.toString();
    }

    private static String limits(ObjectNode field) {
        StringJoiner limits = new StringJoiner("; ");
        if (field.has("minimum")) {
            limits.add(field.get("minimum").asString() + "–" + field.get("maximum").asString());
        }
        if (field.has("maxItems") || field.has("maxProperties")) {
            int most = field.path("maxItems").asInt(0);
            limits.add(most == 0 ? "empty" : "%,d entries".formatted(most).replace(',', ' '));
        }
        if (field.has("maxLength") && !field.has("items")) {
            limits.add(field.get("maxLength").asString() + " characters");
        }
        return limits.toString();
    }

    private static String examples(ObjectNode field) {
        StringJoiner examples = new StringJoiner(", ", " Example: ", ".");
        examples.setEmptyValue("");
        field.path("examples").forEach(example -> examples.add(code(example)));
        return examples.toString();
    }

    private static String code(JsonNode value) {
        return "`" + value + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
