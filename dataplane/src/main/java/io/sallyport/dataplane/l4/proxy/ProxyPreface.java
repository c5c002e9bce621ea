package io.sallyport.dataplane.l4.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sallyport.dataplane.l4.dial.Preface;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;

/** Tells a backend who the client is. */
public final class ProxyPreface {

    /** Room for a version 2 header with IPv6 ends and a short service name, and for any of version 1. */
    private static final int USUAL_LENGTH = 128;

    private ProxyPreface() {
    }

    public static Preface of(ProxyProtocol version, TransportProtocol protocol) {
        return version == ProxyProtocol.OFF ? Preface.NONE : (allocator, arrival) ->
                encode(allocator, version, protocol, ProxyHeader.of(arrival.client(), arrival.destination()));
    }

    /** For another node: also tells which of its services is asked for. */
    public static Preface forService(String service, TransportProtocol protocol) {
        return (allocator, arrival) -> encode(allocator, ProxyProtocol.V2, protocol,
                ProxyHeader.of(arrival.client(), arrival.destination(), service));
    }

    private static ByteBuf encode(
            ByteBufAllocator allocator, ProxyProtocol version, TransportProtocol protocol, ProxyHeader header) {
        ByteBuf out = allocator.buffer(USUAL_LENGTH);
        header.write(out, version, protocol);
        return out;
    }
}
