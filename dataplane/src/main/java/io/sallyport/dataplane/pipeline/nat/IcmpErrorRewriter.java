package io.sallyport.dataplane.pipeline.nat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.wire.Checksum;
import io.sallyport.dataplane.wire.IcmpHeader;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.Ipv6Header;
import io.sallyport.dataplane.wire.NetworkOrder;
import java.lang.foreign.MemorySegment;

/**
 * Translates the packet that an ICMP error quotes, so that its sender recognises it (RFC 5508 §4.2, RFC 7915 §4.2 in kind).
 *
 * <p>Three checksums are involved: the quoted IPv4 header's, the quoted transport's if the quote reaches that far, and the
 * error's own, which covers the whole quote. The last takes in every word that changed here, so that it stays exactly as
 * right as it was, whatever the quote holds and wherever it is cut. RFC 4884 extensions behind the quote do not change.
 */
final class IcmpErrorRewriter {

    private final Ipv4Header ipv4 = new Ipv4Header();
    private final Ipv6Header ipv6 = new Ipv6Header();

    void rewrite(Transit transit) {
        Flow quoted = transit.quoted;
        if (!quoted.isTranslated()) {
            return;
        }
        Packet packet = transit.packet;
        MemorySegment memory = packet.memory();
        int addresses = Rewriter.addressDifference(quoted);
        long change = addresses;
        if (quoted.v6) {
            ipv6.wrap(memory, quoted.start, quoted.length);
            ipv6.source(quoted.newSourceHigh, quoted.newSourceLow);
            ipv6.destination(quoted.newDestinationHigh, quoted.newDestinationLow);
        } else {
            change += rewriteV4(quoted, memory, addresses);
        }
        change += rewriteTransport(quoted, memory, addresses);
        Flow outer = transit.outer;
        if (!packet.checksumPartial()) { // a checksum still to be completed will be, over the quote as it is then
            long at = outer.start + outer.transportOffset + IcmpHeader.CHECKSUM;
            NetworkOrder.put16(memory, at, Checksum.update(NetworkOrder.get16(memory, at), Checksum.fold(change)));
        }
    }

    private int rewriteV4(Flow quoted, MemorySegment memory, int addresses) {
        ipv4.wrap(memory, quoted.start, quoted.length);
        ipv4.source(quoted.newSourceLow);
        ipv4.destination(quoted.newDestinationLow);
        int before = ipv4.checksum();
        int after = Checksum.update(before, addresses);
        ipv4.checksum(after);
        return Checksum.difference16(before, after);
    }

    private static int rewriteTransport(Flow quoted, MemorySegment memory, int addresses) {
        if (quoted.checksumOffset == Flow.NO_CHECKSUM) {
            return 0;
        }
        long at = quoted.start + quoted.checksumOffset;
        int before = NetworkOrder.get16(memory, at);
        int after = Rewriter.updateTransport(quoted, before, addresses);
        NetworkOrder.put16(memory, at, after);
        return Checksum.difference16(before, after);
    }
}
