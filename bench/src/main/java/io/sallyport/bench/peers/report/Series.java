package io.sallyport.bench.peers.report;

import java.util.Arrays;
import java.util.List;

/** The samples of one metric and one contender in one run, summed up. */
record Series(double median, double lowest, double highest, int count) {

    static Series of(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("no samples, no median");
        }
        double[] sorted = samples.stream().mapToDouble(Sample::value).sorted().toArray();
        return new Series(median(sorted), sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    private static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }

    /** Such as {@code 1.70 (1.62–1.93)}. */
    String text(Metric metric) {
        return count == 1 ? metric.format(median)
                : "%s (%s–%s)".formatted(metric.format(median), metric.format(lowest), metric.format(highest));
    }
}
