package io.sallyport.dataplane.pipeline;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Optional;

/**
 * What this node should forward, as plain values: compiled by {@code control/compile}, turned into look-up tables off the
 * hot path. Peers are numbered by their place in the snapshot's peer list.
 *
 * @param routes        destinations in the virtual network behind peers, the peers' management addresses among them
 * @param natRows       this node's inside NATs
 * @param ownPrefixes   network prefixes that are routed to this node itself (its part of the virtual network)
 * @param ownAddresses  this node's management addresses: from and to which the gateway itself speaks, untranslated
 * @param accessRules   first match wins, no match drops; absent: everything between configured rows passes
 * @param relay         sessions that layer 4 relays between gateways, which access rules do not concern
 * @param peerCount     how many peers the snapshot has; every route's peer is below it
 */
public record ForwardingPlan(
        List<Route> routes,
        List<NatRow> natRows,
        List<IpPrefix> ownPrefixes,
        List<IpAddress> ownAddresses,
        Optional<List<AccessRule>> accessRules,
        ForwardingOptions options,
        Optional<Relay> relay,
        int peerCount) {

    public ForwardingPlan {
        routes = List.copyOf(routes);
        natRows = List.copyOf(natRows);
        ownPrefixes = List.copyOf(ownPrefixes);
        ownAddresses = List.copyOf(ownAddresses);
        accessRules = accessRules.map(List::copyOf);
    }

    /** A gateway without layer 4. */
    public ForwardingPlan(
            List<Route> routes,
            List<NatRow> natRows,
            List<IpPrefix> ownPrefixes,
            List<IpAddress> ownAddresses,
            Optional<List<AccessRule>> accessRules,
            ForwardingOptions options,
            int peerCount) {
        this(routes, natRows, ownPrefixes, ownAddresses, accessRules, options, Optional.empty(), peerCount);
    }

    /**
     * Who may reach a service is said by the service's own list of nodes, at the port where gateways take each other's sessions.
     *
     * @param port  TCP and UDP
     * @param peers the other gateways' management addresses
     */
    public record Relay(int port, List<IpAddress> peers) {

        public Relay {
            peers = List.copyOf(peers);
        }
    }

    /** @param metric 1–200; the lowest available one wins among equal prefixes */
    public record Route(IpPrefix prefix, int peer, int metric) {
    }

    /** A stateless 1:1 translation between two prefixes of one family and length. */
    public record NatRow(IpPrefix local, IpPrefix network) {

        public NatRow {
            if (local.v6() != network.v6() || local.length() != network.length()) {
                throw new IllegalArgumentException(local + " and " + network + " differ in family or length");
            }
        }
    }

    public enum Action { ALLOW, DROP, REJECT }

    public enum Protocol { ANY, TCP, UDP, ICMP }

    /** Ports {@code from}–{@code to}, both included. */
    public record PortRange(int from, int to) {
    }

    /**
     * One access rule, in addresses of the virtual network. It matches a packet from {@code source} to {@code dest} at
     * {@code ports}; an {@code ALLOW} also matches the answers (ends and ports exchanged; for TCP not a first SYN) and the
     * ICMP errors about such packets.
     *
     * @param source absent: any
     * @param dest   absent: any
     * @param ports  destination ports; empty: any
     */
    public record AccessRule(
            int line, Action action, Protocol protocol, Optional<IpPrefix> source, Optional<IpPrefix> dest, List<PortRange> ports) {

        public AccessRule {
            ports = List.copyOf(ports);
        }
    }

    /**
     * @param mssClamp         lower the MSS of TCP SYNs to what the path carries
     * @param diagnosticIcmp   send ICMP errors instead of silence
     * @param icmpPerSecond    how many ICMP errors a worker may send a second
     * @param dscp             the outer DSCP: copied from the inner packet, or a fixed value 0–63
     */
    public record ForwardingOptions(boolean mssClamp, boolean diagnosticIcmp, int icmpPerSecond, Dscp dscp) {

        public static final ForwardingOptions DEFAULT = new ForwardingOptions(true, true, 1_000, Dscp.COPY);
    }

    /** @param fixed −1 copies the inner DSCP */
    public record Dscp(int fixed) {

        public static final Dscp COPY = new Dscp(-1);
    }
}
