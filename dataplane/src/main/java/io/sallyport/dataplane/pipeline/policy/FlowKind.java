package io.sallyport.dataplane.pipeline.policy;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.wire.IcmpHeader;
import io.sallyport.dataplane.wire.Icmpv6Header;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.TcpHeader;

/** What access rules tell apart below the addresses. */
enum FlowKind {
    /** A first SYN: it opens a connection and so answers none. */
    TCP_OPENING(Protocol.TCP, false, true),
    TCP(Protocol.TCP, true, true),
    UDP(Protocol.UDP, true, true),
    ICMP_QUERY(Protocol.ICMP, false, false),
    ICMP_ANSWER(Protocol.ICMP, true, false),
    OTHER(Protocol.ANY, true, false);

    private final Protocol protocol;
    private final boolean answers;
    private final boolean ports;

    FlowKind(Protocol protocol, boolean answers, boolean ports) {
        this.protocol = protocol;
        this.answers = answers;
        this.ports = ports;
    }

    boolean isOf(Protocol wanted) {
        return wanted == Protocol.ANY || wanted == protocol;
    }

    /** Whether it can be the answer to something. */
    boolean canAnswer() {
        return answers;
    }

    boolean hasPorts() {
        return ports;
    }

    static FlowKind of(Flow flow) {
        return switch (flow.protocol) {
            case IpProtocol.TCP -> (flow.tcpFlags & (TcpHeader.SYN | TcpHeader.ACK)) == TcpHeader.SYN ? TCP_OPENING : TCP;
            case IpProtocol.UDP -> UDP;
            case IpProtocol.ICMP -> flow.v6 ? OTHER : ofIcmp(flow.icmpType);
            case IpProtocol.ICMPV6 -> flow.v6 ? ofIcmpv6(flow.icmpType) : OTHER;
            default -> OTHER;
        };
    }

    /** A type that is not known, as in a later fragment, counts as an answer: its first fragment is judged by its type. */
    private static FlowKind ofIcmp(int type) {
        return switch (type) {
            case IcmpHeader.ECHO_REPLY, IcmpHeader.TIMESTAMP_REPLY, IcmpHeader.INFORMATION_REPLY,
                    IcmpHeader.ADDRESS_MASK_REPLY, -1 -> ICMP_ANSWER;
            default -> ICMP_QUERY;
        };
    }

    private static FlowKind ofIcmpv6(int type) {
        return type == Icmpv6Header.ECHO_REPLY || type == -1 ? ICMP_ANSWER : ICMP_QUERY;
    }
}
