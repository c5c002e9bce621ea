package io.sallyport.control.cluster.holdings;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import java.util.List;

/**
 * What is asked of EC2, the instance metadata service or the operating system; one attempt, without retries of its own.
 *
 * <p>Every read answers with an {@link Outcome.Seen}, everything else with {@link Outcome.Done}; both may be refused or unknown.
 */
public sealed interface Operation {

    /** Must not happen late: an attempt re-checks its epoch and its time right before it is sent. */
    sealed interface Write extends Operation { }

    /** DescribeNetworkInterfaces, filtered by the addresses, so that any ENI that has one is found. */
    record DescribeAddresses(List<EniAddress> addresses) implements Operation { }

    /** DescribeRouteTables: every table of these routes, all pages. */
    record DescribeRoutes(List<CloudRoute> routes) implements Operation { }

    /** IMDS {@code local-ipv4s}, {@code ipv6s}: says SELF or ABSENT of the own ENI, may lag, and works where EC2's API does not. */
    record ReadMetadata(List<EniAddress> addresses) implements Operation { }

    /** The addresses of the operating system's interfaces. */
    record ReadOs(List<OsAddress> addresses) implements Operation { }

    /**
     * AssignPrivateIpAddresses with AllowReassignment; one call an ENI. IPv6 has no such flag: there the provider unassigns at
     * the holder first.
     */
    record Assign(String interfaceName, List<EniAddress> addresses) implements Write {
        public Assign {
            addresses = List.copyOf(addresses);
        }
    }

    /** UnassignPrivateIpAddresses at the own ENI; an address that is not assigned there is {@link Outcome.Done}. */
    record Unassign(String interfaceName, List<EniAddress> addresses) implements Write {
        public Unassign {
            addresses = List.copyOf(addresses);
        }
    }

    /** ReplaceRoute to the own ENI. */
    record ReplaceRoute(CloudRoute route) implements Write { }

    /** CreateRoute to the own ENI, only after {@link RefusalCode#NO_SUCH_ROUTE}. */
    record CreateRoute(CloudRoute route) implements Write { }

    /** Takes away a route that left the configuration, only ever one that points to the own ENI. */
    record DeleteRoute(CloudRoute route) implements Write { }

    /** Adds the address, and announces it with a gratuitous ARP or unsolicited neighbour advertisement where the LAN needs it. */
    record AddOsAddress(OsAddress address) implements Write { }

    /** Removes the address; one that is not there is {@link Outcome.Done}. Never too late, so it is not checked. */
    record RemoveOsAddress(OsAddress address) implements Operation { }
}
