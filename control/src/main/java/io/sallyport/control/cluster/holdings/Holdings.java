package io.sallyport.control.cluster.holdings;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import java.util.List;

/**
 * What the active member should have.
 *
 * @param addresses cluster IPs in the subnet of their interface; none with the provider {@code lan}
 * @param routes    cloud routes × tables, in the order in which they are to move
 * @param os        every cluster IP of every interface
 * @param retired   of the configuration before this one, in case it changed while the daemon was stopped: released where this
 *                  member still has it. A change on a running member needs no mention
 */
public record Holdings(List<EniAddress> addresses, List<CloudRoute> routes, List<OsAddress> os, List<Holding> retired) {

    public static final Holdings NONE = new Holdings(List.of(), List.of(), List.of(), List.of());

    public Holdings {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        os = List.copyOf(os);
        retired = List.copyOf(retired);
    }

    /** Whether EC2 says who is active: it has something that only one member can hold. */
    public boolean hasArbiter() {
        return !addresses.isEmpty() || !routes.isEmpty();
    }
}
