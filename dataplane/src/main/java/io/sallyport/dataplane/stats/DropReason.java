package io.sallyport.dataplane.stats;

import java.util.Locale;

/**
 * Every way to lose a packet. The label is the same in metrics, CLI, trace and docs.
 *
 * <p>A reason belongs to the stage that declares the loss; the remedy tells an operator what to look at.
 */
public enum DropReason {
    // packet, ports
    POOL_EXHAUSTED("packet", "no free packet buffer", "raise node.packetBuffers, or look for an overloaded worker"),
    PORT_READ_ERROR("port", "the kernel refused a read from a port", "see the log for the errno"),
    PORT_WRITE_ERROR("port", "the kernel refused a write to a port", "see the log for the errno"),
    PORT_RECEIVE_QUEUE_FULL("port", "the kernel's queue toward a worker was full; what the kernel holds as one counts as one",
            "look for an overloaded worker; more node.workers"),
    PORT_QUEUE_FULL("port", "the kernel's send queue stayed full", "the LAN or WAN side is slower than the traffic"),
    PORT_OVERSIZE("port", "the packet is larger than the port's MTU", "check interface MTUs"),
    PORT_TRUNCATED("port", "the kernel cut the packet to fit the buffer", "report it; buffers hold 64 KiB"),

    // classify
    MALFORMED_IPV4("classify", "not a valid IPv4 header", "capture on the source side"),
    MALFORMED_IPV6("classify", "not a valid IPv6 header or extension chain", "capture on the source side"),
    MALFORMED_TCP("classify", "not a valid TCP header", "capture on the source side"),
    MALFORMED_UDP("classify", "not a valid UDP header", "capture on the source side"),
    MALFORMED_ICMP("classify", "not a valid ICMP message", "capture on the source side"),
    UNSUPPORTED_ETHERTYPE("classify", "neither IPv4 nor IPv6", "only IP crosses a gateway"),
    BAD_IPV4_CHECKSUM("classify", "IPv4 header checksum is wrong", "a faulty NIC or cable on the path"),
    MARTIAN_ADDRESS("classify", "source or destination may not be forwarded (loopback, multicast, unspecified, link-local)",
            "fix the sender"),
    SOURCE_ROUTED("classify", "carries a source route, which could lead around access rules (RFC 7126 §4.3, RFC 5095)",
            "fix the sender"),

    // policy
    ACCESS_RULE_DROP("policy", "an access rule says drop, or no rule matched", "sallyport config get; look at accessRules"),
    ACCESS_RULE_REJECT("policy", "an access rule says reject", "sallyport config get; look at accessRules"),

    // nat
    NO_INSIDE_NAT_SOURCE("nat", "no inside NAT for the local source", "add an insideNats row for the host"),
    NO_INSIDE_NAT_DESTINATION("nat", "no inside NAT at this node for the network destination",
            "add an insideNats row for the host"),
    NAT_AUTHENTICATED("nat", "an authentication header (AH) covers the addresses, so they cannot be translated",
            "use ESP, with UDP encapsulation if need be"),

    // route
    NO_ROUTE("route", "no route for the network destination", "add a routes row for the destination"),
    PEER_DOWN("route", "the destination peer is not connected", "sallyport show peers"),
    TTL_EXPIRED("route", "TTL or hop limit ran out", "traceroute, or a routing loop"),
    FRAGMENTATION_NEEDED("route", "larger than the path and must not be fragmented", "path MTU discovery tells the sender"),

    // tunnel
    ANTI_SPOOF("tunnel", "the decrypted source does not belong to that peer", "compare routes on both nodes"),
    TUNNEL_MALFORMED("tunnel", "not a WireGuard message", "something else talks to this port"),
    TUNNEL_UNKNOWN_INDEX("tunnel", "no session with that receiver index", "the peer uses an old session; it will rekey"),
    TUNNEL_AUTH_FAILED("tunnel", "authentication tag is wrong", "keys differ, or the packet was changed on its way"),
    TUNNEL_REPLAY("tunnel", "counter already seen or too old", "duplicates or heavy reordering on the path"),
    TUNNEL_SESSION_EXPIRED("tunnel", "the session's keys are past their lifetime", "the peer's clock or rekey is stuck"),
    TUNNEL_HANDSHAKE_INVALID("tunnel", "a handshake message did not verify", "compare public and preshared keys"),
    TUNNEL_HANDSHAKE_REPLAY("tunnel", "a handshake initiation is not newer than the last", "duplicates, or a clock set back"),
    TUNNEL_HANDSHAKE_RATE("tunnel", "too many handshakes from one source", "a flood; cookies are being asked for"),
    TUNNEL_UNKNOWN_PEER("tunnel", "a handshake from a key that is not configured, or a packet of a peer that was just removed",
            "add the peer, or ignore the stranger"),
    TUNNEL_NO_ENDPOINT("tunnel", "the peer has no known endpoint", "add endpoints, or wait until it calls"),
    TUNNEL_STAGE_FULL("tunnel", "too many packets wait for a handshake", "sallyport show peers"),
    TUNNEL_STAGE_EXPIRED("tunnel", "waited too long for a handshake", "sallyport show peers"),
    TUNNEL_INNER_INVALID("tunnel", "the decrypted bytes are not a whole IP packet", "a faulty peer"),
    TUNNEL_HANDOVER_FULL("tunnel", "the worker that owns the session takes datagrams too slowly from the one that received them",
            "look for an overloaded worker"),
    ECN_INVALID("tunnel", "congestion mark on a packet that cannot carry it (RFC 6040 §4.2)", "a faulty router on the path"),

    // icmp
    ICMP_RATE_LIMITED("icmp", "an ICMP error was not sent because of its rate limit", "expected in floods"),
    ICMP_UNTRANSLATABLE("icmp", "an ICMP error embeds a packet that no inside NAT row covers, or that its receiver did not send",
            "expected for foreign errors"),

    // engine
    STANDBY("engine", "this member of the cluster does not forward now, the other does", "sallyport show cluster");

    private final String stage;
    private final String description;
    private final String remedy;

    DropReason(String stage, String description, String remedy) {
        this.stage = stage;
        this.description = description;
        this.remedy = remedy;
    }

    /** The name in metrics, CLI, trace and docs, such as {@code no_route}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String stage() {
        return stage;
    }

    public String description() {
        return description;
    }

    public String remedy() {
        return remedy;
    }
}
