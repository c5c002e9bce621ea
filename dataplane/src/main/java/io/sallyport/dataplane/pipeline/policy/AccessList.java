package io.sallyport.dataplane.pipeline.policy;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.AccessRule;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Access rules as bit vectors (Lakshman and Stiliadis, SIGCOMM 1998): each of five fields of a packet selects a vector of the
 * rows that it satisfies, and the first bit that all five share is the first match. 1 000 rules are 32 words to go through,
 * whatever they say.
 *
 * <p>A rule is one row, an {@code ALLOW} two: the second is for its answers, with ends and ports exchanged.
 *
 * <p>A later fragment has no ports. It matches an {@code ALLOW} whatever its ports, and no {@code DROP} or {@code REJECT} that
 * names some: its first fragment is judged in full, and without that one nothing can be put together (RFC 1858 §3.1).
 * Classify refuses the fragments that would write over a first one's header.
 */
public final class AccessList {

    private static final FlowKind[] KINDS = FlowKind.values();

    private record Row(AccessRule rule, boolean answer) {

        Optional<IpPrefix> source() {
            return answer ? rule.dest() : rule.source();
        }

        Optional<IpPrefix> destination() {
            return answer ? rule.source() : rule.dest();
        }

        List<PortRange> sourcePorts() {
            return answer ? rule.ports() : List.of();
        }

        List<PortRange> destinationPorts() {
            return answer ? List.of() : rule.ports();
        }

        boolean takes(FlowKind kind) {
            return kind.isOf(rule.protocol()) && (rule.ports().isEmpty() || kind.hasPorts()) && (!answer || kind.canAnswer());
        }

        boolean takesUnknownPorts() {
            return rule.action() == Action.ALLOW || rule.ports().isEmpty();
        }
    }

    private final int words;
    private final Action[] actions;
    private final AddressClasses sources;
    private final AddressClasses destinations;
    private final long[] kinds;
    private final PortClasses ports;
    private final long[] sourcePorts;
    private final long[] destinationPorts;

    private AccessList(List<Row> rows) {
        words = Math.max(1, Math.ceilDiv(rows.size(), Long.SIZE));
        actions = rows.stream().map(row -> row.rule.action()).toArray(Action[]::new);
        sources = AddressClasses.compile(rows.stream().map(Row::source).toList(), words);
        destinations = AddressClasses.compile(rows.stream().map(Row::destination).toList(), words);
        kinds = vectors(rows, KINDS.length, (row, kind) -> row.takes(KINDS[kind]));
        ports = new PortClasses(rows.stream().map(row -> row.rule.ports()));
        sourcePorts = vectors(rows, ports.count(), (row, port) -> takesPort(row, row.sourcePorts(), port));
        destinationPorts = vectors(rows, ports.count(), (row, port) -> takesPort(row, row.destinationPorts(), port));
    }

    public static AccessList compile(List<AccessRule> rules) {
        List<Row> rows = new ArrayList<>();
        for (AccessRule rule : rules) {
            rows.add(new Row(rule, false));
            if (rule.action() == Action.ALLOW) {
                rows.add(new Row(rule, true));
            }
        }
        return new AccessList(rows);
    }

    private boolean takesPort(Row row, List<PortRange> ranges, int portClass) {
        return portClass == ports.unknown() ? row.takesUnknownPorts() : ports.holds(ranges, portClass);
    }

    private long[] vectors(List<Row> rows, int count, BiPredicate<Row, Integer> takes) {
        long[] vectors = new long[count * words];
        for (int i = 0; i < count; i++) {
            for (int row = 0; row < rows.size(); row++) {
                if (takes.test(rows.get(row), i)) {
                    vectors[i * words + row / Long.SIZE] |= 1L << row;
                }
            }
        }
        return vectors;
    }

    /** The first match's action, {@code DROP} when nothing matches; both ends as addresses of the virtual network. */
    Action decide(Flow flow, long sourceHigh, long sourceLow, long destinationHigh, long destinationLow) {
        int source = sources.vectorOf(flow.v6, sourceHigh, sourceLow);
        int destination = destinations.vectorOf(flow.v6, destinationHigh, destinationLow);
        int kind = FlowKind.of(flow).ordinal() * words;
        int sourcePort = ports.classOf(flow.sourcePort) * words;
        int destinationPort = ports.classOf(flow.destinationPort) * words;
        for (int i = 0; i < words; i++) {
            long matches = sources.vectors()[source + i] & destinations.vectors()[destination + i] & kinds[kind + i]
                    & sourcePorts[sourcePort + i] & destinationPorts[destinationPort + i];
            if (matches != 0) {
                return actions[i * Long.SIZE + Long.numberOfTrailingZeros(matches)];
            }
        }
        return Action.DROP;
    }
}
