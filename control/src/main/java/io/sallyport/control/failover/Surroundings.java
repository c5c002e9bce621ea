package io.sallyport.control.failover;

import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.linux.Link;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a member finds around it.
 *
 * @param ethernet empty: neighbours cannot be told of an address
 * @param links    the machine's, as the kernel has them now
 */
record Surroundings(
        Gateway gateway, Conductor conductor, NodeRole role, Optional<Ethernet> ethernet, Supplier<List<Link>> links, EventLog events,
        ClusterCounters counters, Clock clock) {
}
