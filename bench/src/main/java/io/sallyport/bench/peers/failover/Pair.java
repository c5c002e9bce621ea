package io.sallyport.bench.peers.failover;

import io.sallyport.bench.peers.report.Metric;
import java.util.Map;
import java.util.Optional;

/** Two gateways of which one is active; which one it is changes with every fault. */
interface Pair extends AutoCloseable {

    /** Returns when one member is active, the other ready to take over, and what a fault slowed down is as it was. */
    void settle();

    /** Begins to measure; the caller closes the probes. */
    Map<Metric, Probe> probes();

    /** A connection through the active member that is to survive; empty where there is none. */
    Optional<EchoFlow> flow();

    /** Befalls the active member. */
    void inject(Fault fault);

    /** Whether the other one is active now. */
    boolean takenOver();

    /** What the report keeps beside the figures of the last fault. */
    Map<String, String> detail(long faultNs);

    /** Ends the fault; its victim comes back as the standby. */
    void repair();

    @Override
    void close();
}
