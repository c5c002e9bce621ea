package io.sallyport.dataplane.pipeline.policy;

import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Cuts the port numbers at every border that a rule draws. Ports of one class are the same to every rule.
 */
final class PortClasses {

    private static final int PORTS = 1 << 16;

    /** First port of each class, ascending from 0. */
    private final int[] firsts;

    PortClasses(Stream<List<PortRange>> ranges) {
        firsts = IntStream.concat(IntStream.of(0), ranges.flatMap(List::stream)
                        .flatMapToInt(range -> IntStream.of(range.from(), range.to() + 1)))
                .filter(port -> port < PORTS).distinct().sorted().toArray();
    }

    /** Classes of known ports; one more, the last, stands for ports that are not known. */
    int count() {
        return firsts.length + 1;
    }

    int unknown() {
        return firsts.length;
    }

    /** The class of a port, or of {@link io.sallyport.dataplane.pipeline.Flow#NO_PORT}. */
    int classOf(int port) {
        if (port < 0) {
            return unknown();
        }
        if (firsts.length == 1) {
            return 0;
        }
        int at = Arrays.binarySearch(firsts, port);
        return at >= 0 ? at : -at - 2;
    }

    /** Whether the ranges hold a class; no range at all holds every class. */
    boolean holds(List<PortRange> ranges, int portClass) {
        if (ranges.isEmpty()) {
            return true;
        }
        int port = firsts[portClass];
        return ranges.stream().anyMatch(range -> range.from() <= port && port <= range.to());
    }
}
