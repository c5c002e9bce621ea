package io.sallyport.bench.peers.report;

import java.util.Map;

/**
 * One figure, as it was taken.
 *
 * @param repetition from 1; contenders take turns, so equal repetitions are near in time
 * @param detail     what else was seen, such as retransmits
 */
public record Sample(
        Scenario scenario, String contender, Metric metric, int repetition, double value, Map<String, String> detail) {

    public Sample {
        detail = Map.copyOf(detail);
    }
}
