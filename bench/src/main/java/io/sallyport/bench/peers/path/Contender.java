package io.sallyport.bench.peers.path;

import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.report.Metric;
import java.util.EnumSet;
import java.util.Set;

/** One way to carry packets from a client to a server, from its start to its end. Started once, measured often. */
public interface Contender extends AutoCloseable {

    /** As it is called in the raw data and the report, such as {@code wireguard-go}. */
    String name();

    /** What exactly runs, with its version, for the report. */
    String description();

    /** Of the metrics of its scenario, those that it can be measured by. */
    default Set<Metric> carries() {
        return EnumSet.allOf(Metric.class);
    }

    /**
     * Builds it in namespaces of its own; returns when packets pass.
     *
     * @throws io.sallyport.bench.lab.net.CommandException when it cannot be built here; the others go on without it
     */
    Endpoints start(Sandbox sandbox);

    /** Ends its processes, if it has any; the namespaces go with the sandbox. */
    @Override
    default void close() {
    }
}
