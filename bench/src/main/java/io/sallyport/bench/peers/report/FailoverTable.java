package io.sallyport.bench.peers.report;

import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What faults cost: the distribution over the turns of a run, and how many of them kept within what is allowed. */
final class FailoverTable {

    private static final double MICROS_PER_UNIT = 1e3;
    private static final long LONGEST = 3_600_000_000L;
    private static final List<Metric> SEEN = List.of(Metric.NEW_CONNECTIONS, Metric.BY_ROUTE_TABLE, Metric.BY_CLUSTER_IP, Metric.FLOW_GAP);

    private static final String MEANING = """
            **EC2's time** is what EC2 takes to answer one call. One lies on the way: `AssignPrivateIpAddresses`, with `ReplaceRoute`
            beside it; the lab does what a call asks at the end of that time, and its packets follow at once. A hand-over has a second,
            `UnassignPrivateIpAddresses`, while which the old member still serves.

            Figures are from the fault to the first answer of an attempt begun after the last lost one; for a hand-over from the first
            lost attempt instead, since the order is no outage. **New connections**: one every 5 ms, each with a byte there and back
            through the connector. **Datagrams**: one every 2 ms from a host in the VPC to the far site and back, by the VPC's route table
            or by the cluster IP as next hop. **TCP connection**: through the tunnel, 16 bytes there and back every 2 ms; its longest
            gap includes TCP's backoff. Each cell is p50 / p90 / highest, in ms.

            """;

    private FailoverTable() {
    }

    static String render(Run run) {
        StringBuilder table = new StringBuilder(MEANING).append("| fault |");
        SEEN.forEach(metric -> table.append(' ').append(metric.title()).append(" |"));
        table.append(" TCP connections lost | allowed, new connections | within |\n| --- |").append(" --- |".repeat(SEEN.size() + 3)).append('\n');
        for (String name : run.contenders(Scenario.FAILOVER).keySet()) {
            List<Sample> connections = run.samples(Scenario.FAILOVER, name, Metric.NEW_CONNECTIONS);
            if (connections.isEmpty()) {
                continue;
            }
            table.append("| ").append(name).append(" |");
            SEEN.forEach(metric -> table.append(' ').append(distribution(run.samples(Scenario.FAILOVER, name, metric))).append(" |"));
            table.append(' ').append(broken(run.samples(Scenario.FAILOVER, name, Metric.FLOW_GAP))).append(" |")
                    .append(allowed(connections)).append('\n');
        }
        return table.append(routes(run)).toString();
    }

    private static String distribution(List<Sample> samples) {
        if (samples.isEmpty()) {
            return "–";
        }
        Histogram histogram = new Histogram(LONGEST, 3);
        samples.forEach(sample -> histogram.recordValue(Math.round(sample.value() * MICROS_PER_UNIT)));
        return String.format(Locale.ROOT, "%.0f / %.0f / %.0f", histogram.getValueAtPercentile(50) / MICROS_PER_UNIT,
                histogram.getValueAtPercentile(90) / MICROS_PER_UNIT, histogram.getMaxValue() / MICROS_PER_UNIT);
    }

    private static String broken(List<Sample> flows) {
        long broken = flows.stream().filter(sample -> !sample.detail().getOrDefault("broken", "").isEmpty()).count();
        return flows.isEmpty() ? "–" : broken + " of " + flows.size();
    }

    /** Two cells. */
    private static String allowed(List<Sample> samples) {
        if (!samples.getFirst().detail().containsKey("allowedMs")) {
            return " – | – |";
        }
        long limit = Long.parseLong(samples.getFirst().detail().get("allowedMs"));
        long within = samples.stream().filter(sample -> sample.value() <= limit).count();
        String verdict = "%d of %d".formatted(within, samples.size());
        return " ≤ %d | %s |".formatted(limit, within == samples.size() ? verdict : "**" + verdict + "**");
    }

    private static String routes(Run run) {
        StringBuilder text = new StringBuilder();
        run.samples().stream().filter(sample -> sample.metric() == Metric.ROUTES_MOVED).forEach(sample -> text.append(
                "\n%s: **%s s** from the fault until the last one led to the new member; the bucket allows no less than %s s (%s). %s\n"
                        .formatted(Metric.ROUTES_MOVED.title(), Metric.ROUTES_MOVED.format(sample.value()), sample.detail().get("boundS"),
                                sample.detail().get("bucket"), sample.detail().get("course"))));
        return text.toString();
    }
}
