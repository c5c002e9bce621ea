package io.sallyport.control.config;

import java.util.List;
import java.util.Set;

/**
 * What differs between two configurations.
 *
 * @param changes         in the order of the document
 * @param concerns        the running parts that the changes touch
 * @param restartRequired fields whose change takes effect only when the daemon starts again, such as {@code node.listenPort}
 */
public record ConfigDiff(List<Change> changes, Set<Part> concerns, List<String> restartRequired) {

    public ConfigDiff {
        changes = List.copyOf(changes);
        concerns = Set.copyOf(concerns);
        restartRequired = List.copyOf(restartRequired);
    }

    public enum Kind { ADDED, REMOVED, CHANGED }

    /** A running part of the gateway. */
    public enum Part { TUNNELS, ROUTES, NAT, POLICY, FORWARDING, ENGINE, INTERFACES }

    /**
     * One difference.
     *
     * @param pointer where, an RFC 6901 JSON pointer: in the new document, or in the old one when removed
     * @param path    the same by natural keys, such as {@code network.routes[10.100.10.0/24 → EdgeCluster1].metric}
     * @param before  JSON text; empty when added
     * @param after   JSON text; empty when removed
     */
    public record Change(Kind kind, String pointer, String path, String before, String after) {
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
