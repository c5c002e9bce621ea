package io.sallyport.dataplane.linux;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A unicast route of the kernel's main table.
 *
 * @param link     index of the interface it leaves by; 0 where the next hop alone decides
 * @param via      next hop; empty: on the link itself
 * @param source   preferred source address of packets from this machine
 * @param metric   0 leaves it to the kernel: 0 for IPv4, 1024 for IPv6
 * @param protocol who put it there (rtnetlink(7), {@code rtm_protocol})
 */
public record KernelRoute(
        InetAddress destination,
        int prefixLength,
        int link,
        Optional<InetAddress> via,
        Optional<InetAddress> source,
        int metric,
        int protocol) {

    /**
     * The mark of our routes, {@code proto 83} in {@code ip route}: what carries it is ours to delete, nothing else is.
     * Free in /etc/iproute2/rt_protos.
     */
    public static final int PROTOCOL_SALLYPORT = 83;

    /** A route of ours to a destination on the link itself. */
    public static KernelRoute onLink(InetAddress destination, int prefixLength, int link) {
        return new KernelRoute(destination, prefixLength, link, Optional.empty(), Optional.empty(), 0, PROTOCOL_SALLYPORT);
    }

    public KernelRoute withVia(InetAddress nextHop) {
        return new KernelRoute(destination, prefixLength, link, Optional.of(nextHop), source, metric, protocol);
    }

    public KernelRoute withSource(InetAddress preferred) {
        return new KernelRoute(destination, prefixLength, link, via, Optional.of(preferred), metric, protocol);
    }

    public KernelRoute withMetric(int newMetric) {
        return new KernelRoute(destination, prefixLength, link, via, source, newMetric, protocol);
    }

    /** As {@code ip route} writes it, but for the interface's name. */
    @Override
    public String toString() {
        return destination.getHostAddress() + "/" + prefixLength
                + via.map(hop -> " via " + hop.getHostAddress()).orElse("")
                + (link > 0 ? " dev #" + link : "")
                + source.map(src -> " src " + src.getHostAddress()).orElse("")
                + (metric > 0 ? " metric " + metric : "");
    }
}
