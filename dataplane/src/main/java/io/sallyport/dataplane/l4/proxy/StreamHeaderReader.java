package io.sallyport.dataplane.l4.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Takes the PROXY header off the front of an accepted stream, tells the {@link Receiver} once, and leaves the pipeline. It asks
 * for bytes itself, so it also works where reading is not automatic.
 */
public final class StreamHeaderReader extends ChannelInboundHandlerAdapter {

    /** Called once, on the channel's event loop. */
    public interface Receiver {

        /**
         * The reader has left the pipeline: bytes that came with the header, if any, are passed on from there when this returns,
         * as {@code channelRead} to the handlers behind.
         */
        void accepted(Channel channel, ProxyHeader header);

        /** Nothing more is passed on. The channel is closed already where the header was malformed: Netty's decoder does that. */
        void refused(Channel channel, HeaderFault fault);
    }

    private final HAProxyProtocolVersion version;
    private final long timeoutMs;
    private final Receiver receiver;
    private Future<?> timeout;
    private boolean done;

    /** @param expected version 1 or 2; the other one is refused */
    public StreamHeaderReader(ProxyProtocol expected, long timeoutMs, Receiver receiver) {
        this.version = expected == ProxyProtocol.V1 ? HAProxyProtocolVersion.V1 : HAProxyProtocolVersion.V2;
        this.timeoutMs = timeoutMs;
        this.receiver = receiver;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.pipeline().addBefore(ctx.name(), null, new HAProxyMessageDecoder(ProxyV2Header.MAX_LENGTH, true));
        timeout = ctx.executor().schedule(() -> refuse(ctx, HeaderFault.TIMEOUT), timeoutMs, TimeUnit.MILLISECONDS);
        if (ctx.channel().isActive()) {
            ctx.read();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (done) {
            ReferenceCountUtil.release(message);
            return;
        }
        HAProxyMessage header = (HAProxyMessage) message;
        try {
            HeaderFault fault = faultOf(header);
            if (fault == HeaderFault.NONE) {
                accept(ctx, read(header));
            } else {
                refuse(ctx, fault);
            }
        } finally {
            header.release();
        }
    }

    private void accept(ChannelHandlerContext ctx, ProxyHeader header) {
        finish();
        ctx.pipeline().remove(this);
        // the decoder leaves by itself behind its one message, and passes what it holds of the payload on from its place
        receiver.accepted(ctx.channel(), header);
    }

    private HeaderFault faultOf(HAProxyMessage header) {
        if (header.protocolVersion() != version) {
            return HeaderFault.WRONG_VERSION;
        }
        if (header.proxiedProtocol().transportProtocol() == TransportProtocol.DGRAM) {
            return HeaderFault.WRONG_PROTOCOL;
        }
        List<ByteBuf> services = services(header);
        return services.size() <= 1 && services.stream().allMatch(ProxyV2Header::isServiceName)
                ? HeaderFault.NONE : HeaderFault.MALFORMED;
    }

    private static List<ByteBuf> services(HAProxyMessage header) {
        return header.tlvs().stream().filter(field -> Byte.toUnsignedInt(field.typeByteValue()) == ProxyV2Header.TYPE_SERVICE)
                .map(HAProxyTLV::content).toList();
    }

    private static ProxyHeader read(HAProxyMessage header) {
        Optional<ProxyHeader.Ends> ends = switch (header.proxiedProtocol()) {
            case TCP4, TCP6 -> Optional.of(new ProxyHeader.Ends(
                    end(header.sourceAddress(), header.sourcePort()),
                    end(header.destinationAddress(), header.destinationPort())));
            default -> Optional.empty();
        };
        return new ProxyHeader(ends,
                services(header).stream().map(value -> value.toString(StandardCharsets.UTF_8)).findFirst());
    }

    private static InetSocketAddress end(String address, int port) {
        return new InetSocketAddress(IpAddress.parse(address).toInetAddress(), port);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            refuse(ctx, HeaderFault.CUT_OFF);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        refuse(ctx, HeaderFault.CUT_OFF);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        refuse(ctx, cause instanceof IOException ? HeaderFault.CUT_OFF : HeaderFault.MALFORMED);
    }

    private void refuse(ChannelHandlerContext ctx, HeaderFault fault) {
        if (!done) {
            finish();
            receiver.refused(ctx.channel(), fault);
        }
    }

    private void finish() {
        done = true;
        timeout.cancel(false);
    }
}
