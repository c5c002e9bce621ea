package io.sallyport.dataplane.pipeline.icmp;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.TcpHeader;

/**
 * Decides whether a refused packet is answered, and turns it into the answer.
 *
 * <p>Path MTU errors and rejects are always answered; the diagnostics of a missing row, route or peer and of an expired TTL
 * only where {@link ForwardingOptions#diagnosticIcmp} asks for them. All of them share one rate limit.
 */
public final class Responder {

    private final IcmpErrorWriter icmp = new IcmpErrorWriter();
    private final Icmpv6ErrorWriter icmpv6 = new Icmpv6ErrorWriter();
    private final ResetWriter reset = new ResetWriter();
    private final TokenBucket bucket = new TokenBucket();
    private final WorkerStats stats;
    private boolean diagnostics;
    private IpAddress ownV4;
    private IpAddress ownV6;

    public Responder(WorkerStats stats) {
        this.stats = stats;
    }

    /** @param newOwnV4 the address to speak from, here and next; null: this family is not answered by ICMP */
    public void adopt(ForwardingOptions options, IpAddress newOwnV4, IpAddress newOwnV6) {
        diagnostics = options.diagnosticIcmp();
        bucket.perSecond(options.icmpPerSecond());
        ownV4 = newOwnV4;
        ownV6 = newOwnV6;
    }

    /**
     * Turns the packet, still as its sender sent it, into the answer to its sender.
     *
     * @return false when there is none: the packet is then to be released
     */
    public boolean respond(Transit transit, DropReason reason, long nowNs) {
        if (!isAnswered(reason) || isNeverAnswered(transit)) {
            return false;
        }
        IpAddress own = transit.outer.v6 ? ownV6 : ownV4;
        boolean resets = reason == DropReason.ACCESS_RULE_REJECT && isWholeTcp(transit);
        if (!resets && own == null) {
            return false;
        }
        if (!bucket.tryTake(nowNs)) {
            stats.drop(DropReason.ICMP_RATE_LIMITED);
            return false;
        }
        if (resets) {
            reset.write(transit);
        } else {
            if (transit.outer.v6) {
                icmpv6.write(transit, reason, own, transit.mtu);
            } else {
                icmp.write(transit, reason, own, transit.mtu);
            }
            stats.increment(Counter.ICMP_ERRORS_SENT);
        }
        transit.packet.clearOffload();
        return true;
    }

    private boolean isAnswered(DropReason reason) {
        return switch (reason) {
            case ACCESS_RULE_REJECT, FRAGMENTATION_NEEDED -> true;
            case NO_INSIDE_NAT_SOURCE, NO_INSIDE_NAT_DESTINATION, NO_ROUTE, PEER_DOWN, TTL_EXPIRED -> diagnostics;
            default -> false;
        };
    }

    /**
     * Never about an ICMP error or a later fragment (RFC 1812 §4.3.2.7, RFC 4443 §2.4(e)), nor a reset about a reset. What was
     * sent to or from many hosts did not pass classify.
     */
    private static boolean isNeverAnswered(Transit transit) {
        Flow flow = transit.outer;
        return transit.icmpError || transit.packet.laterFragment() || (flow.tcpFlags & TcpHeader.RST) != 0;
    }

    private static boolean isWholeTcp(Transit transit) {
        Packet packet = transit.packet;
        return transit.outer.protocol == IpProtocol.TCP && !packet.fragment();
    }
}
