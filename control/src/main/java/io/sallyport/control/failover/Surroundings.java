package io.sallyport.control.failover;

import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.linux.Link;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a member finds around it.
 *
 * @param links    the machine's, as the kernel has them now
 */
record Surroundings(
        Gateway gateway, Conductor conductor, NodeRole role, Agents agents, Supplier<List<Link>> links, EventLog events,
        ClusterCounters counters, Clock clock) {
}
