package io.sallyport.dataplane.l4.proxy;

import io.netty.buffer.ByteBuf;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a PROXY header says.
 *
 * @param ends    absent: the sender speaks for itself (LOCAL), or does not know (UNKNOWN, UNSPEC): the connection's own ends hold
 * @param service what a node asks another for; the TLV {@code 0xE0} of our own, in the range the protocol leaves to applications
 */
public record ProxyHeader(Optional<Ends> ends, Optional<String> service) {

    /** Speaks of nobody: for a probe of our own. */
    public static final ProxyHeader LOCAL = new ProxyHeader(Optional.empty(), Optional.empty());

    /**
     * @param source      the client
     * @param destination where the client connected to
     */
    public record Ends(InetSocketAddress source, InetSocketAddress destination) {
    }

    public static ProxyHeader of(InetSocketAddress source, InetSocketAddress destination) {
        return new ProxyHeader(Optional.of(new Ends(source, destination)), Optional.empty());
    }

    public static ProxyHeader of(InetSocketAddress source, InetSocketAddress destination, String service) {
        return new ProxyHeader(Optional.of(new Ends(source, destination)), Optional.of(service));
    }

    /** Appends the header; nothing for {@link ProxyProtocol#OFF}. Version 1 has no room for a service and drops it. */
    public void write(ByteBuf out, ProxyProtocol version, TransportProtocol protocol) {
        switch (version) {
            case OFF -> { }
            case V1 -> out.writeCharSequence(line(), StandardCharsets.US_ASCII);
            case V2 -> ProxyV2Header.write(out, protocol, this);
        }
    }

    /** Version 1, of at most 107 characters (§2.1). */
    private String line() {
        return ends.map(known -> {
            boolean v6 = ProxyV2Header.isV6(known);
            return "PROXY " + (v6 ? "TCP6 " : "TCP4 ") + text(known.source, v6) + ' ' + text(known.destination, v6) + ' '
                    + known.source.getPort() + ' ' + known.destination.getPort() + "\r\n";
        }).orElse("PROXY UNKNOWN\r\n");
    }

    private static String text(InetSocketAddress end, boolean v6) {
        String address = ProxyV2Header.address(end).toString();
        return v6 && address.indexOf(':') < 0 ? "::ffff:" + address : address;
    }
}
