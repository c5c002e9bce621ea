package io.sallyport.control.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between two configurations.
 *
 * @param changes  in the order of the document
 * @param concerns the running parts that the changes touch
 */
public record ConfigDiff(List<Change> changes, Set<Part> concerns) {

    public ConfigDiff {
        changes = List.copyOf(changes);
        concerns = Set.copyOf(concerns);
    }

    /** @param before absent: nothing was configured, and everything is added */
    public static ConfigDiff between(Optional<Configuration> before, Configuration after) {
        return new DocumentComparison().compare(before, after);
    }

    public enum Kind { ADDED, REMOVED, CHANGED }

    /** A running part of the gateway. */
    public enum Part { TUNNELS, ROUTES, NAT, POLICY, FORWARDING, ENGINE, INTERFACES, CONNECTORS, SERVICES, SESSIONS, FAILOVER }

    /**
     * One difference.
     *
     * @param pointer where, an RFC 6901 JSON pointer: in the new document, or in the old one when removed
     * @param path    the same by natural keys, such as {@code network.routes[10.100.10.0/24 → EdgeCluster1].metric}
     * @param before  JSON text; empty when added
     * @param after   JSON text; empty when removed
     */
    public record Change(Kind kind, String pointer, String path, String before, String after) {

        /** One line for people, such as {@code ~ node.listenPort: 51820 → 51821}. */
        @Override
        public String toString() {
            return switch (kind) {
                case ADDED -> "+ " + path + ": " + after;
                case REMOVED -> "- " + path + ": " + before;
                case CHANGED -> "~ " + path + ": " + before + " → " + after;
            };
        }
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
