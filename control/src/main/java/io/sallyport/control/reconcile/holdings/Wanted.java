package io.sallyport.control.reconcile.holdings;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says that the active member holds, before anybody knows where that is in the VPC.
 *
 * @param addresses     cluster IPs with the interface of each, in the order of the document
 * @param cloudRoutes   destinations that lead to the active member
 * @param dataInterface to whose ENI they lead; empty: there are none, or the provider knows no routes
 * @param tables        where they stand; none: wherever the subnet of their interface has its routes
 */
public record Wanted(
        List<ClusterIp> addresses, List<IpPrefix> cloudRoutes, Optional<String> dataInterface, List<String> tables) {

    public static final Wanted NOTHING = new Wanted(List.of(), List.of(), Optional.empty(), List.of());

    public record ClusterIp(String interfaceName, IpAddress address) {
    }

    public Wanted {
        addresses = List.copyOf(addresses);
        cloudRoutes = List.copyOf(cloudRoutes);
        tables = List.copyOf(tables);
    }
}
