package io.sallyport.dataplane.l4.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.proxy.HeaderFault;
import io.sallyport.dataplane.l4.proxy.ProxyGreeting;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.proxy.ProxyV2Header;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.udp.DatagramGate.Headers;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One bound address, and the sessions of its clients. Everything on one event loop. */
final class UdpListener extends ChannelInboundHandlerAdapter implements Listener {

    /** The sender is not to learn that there is something; or is not who was named. */
    private static final Set<SessionEnd> SILENT = EnumSet.of(SessionEnd.SOURCE_REFUSED, SessionEnd.OUTSIDE_TUNNEL);

    private final SessionRegistry registry;
    private final UnreachableSender unreachable;
    private final DatagramGate gate;
    private final Map<InetSocketAddress, UdpSession> sessions = new HashMap<>();
    private final List<UdpSession> unflushed = new ArrayList<>();
    private final ProxyV2Header header = new ProxyV2Header();
    private Channel channel;
    private InetSocketAddress address;
    private KernelDrops drops;
    private boolean flushDue;
    private boolean reading;
    private long nowNs;

    UdpListener(SessionRegistry registry, UnreachableSender unreachable, DatagramGate gate) {
        this.registry = registry;
        this.unreachable = unreachable;
        this.gate = gate;
    }

    /** Called before the first datagram. */
    void bound(Channel socket) {
        channel = socket;
        address = (InetSocketAddress) socket.localAddress();
        drops = new KernelDrops(socket, gate.groupOf(address).tally());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!reading) {
            reading = true;
            nowNs = System.nanoTime();
        }
        DatagramPacket packet = (DatagramPacket) message;
        try {
            take(packet.sender(), packet.content());
        } finally {
            packet.release();
        }
    }

    private void take(InetSocketAddress sender, ByteBuf datagram) {
        UdpSession session = sessions.get(sender);
        Headers headers = gate.headers();
        if (headers == Headers.NONE) {
            session = session != null ? session : begin(sender, ProxyHeader.LOCAL, Unpooled.EMPTY_BUFFER);
        } else if (session != null && session.repeats(datagram)) {
            datagram.skipBytes(session.greetingLength());
        } else if (session == null || headers == Headers.EVERY || header.wrap(datagram).present()) {
            session = greet(sender, datagram, session);
        }
        if (session != null && session.fromClient(datagram, nowNs)) {
            unflushed.add(session);
        }
    }

    /** A header that is not the session's begins another: the sender gave its port to another client. */
    private UdpSession greet(InetSocketAddress sender, ByteBuf datagram, UdpSession before) {
        HeaderFault fault = header.wrap(datagram).check(TransportProtocol.UDP);
        if (fault != HeaderFault.NONE) {
            registry.refuse(gate.groupOf(sender), ProxyGreeting.endOf(fault));
            return null;
        }
        ProxyHeader read = header.toHeader();
        ByteBuf greeting = Unpooled.copiedBuffer(datagram.readSlice(header.length()));
        if (before != null) {
            before.end(SessionEnd.CLOSED);
        }
        return begin(sender, read, greeting);
    }

    /** @return null when there is to be none */
    private UdpSession begin(InetSocketAddress sender, ProxyHeader read, ByteBuf greeting) {
        return switch (gate.decide(new Arrival(sender, address), read)) {
            case DatagramGate.Entry.Refused refused -> {
                registry.refuse(refused.group(), refused.why());
                if (!SILENT.contains(refused.why())) {
                    unreachable.send(refused.why(), sender, address);
                }
                yield null;
            }
            case DatagramGate.Entry.Admitted admitted ->
                    registry.admit(admitted.group(), TransportProtocol.UDP, nowNs).isPresent() ? null : begin(sender, greeting, admitted);
        };
    }

    private UdpSession begin(InetSocketAddress sender, ByteBuf greeting, DatagramGate.Entry.Admitted entry) {
        UdpSession session = new UdpSession(registry.nextId(), this, sender, greeting, entry);
        sessions.put(sender, session);
        registry.add(session);
        session.begin();
        return sessions.get(sender); // none, if its backend failed at once
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        unflushed.forEach(UdpSession::flushBackend);
        unflushed.clear();
        drops.lookSoon();
    }

    /** Answers of several backends that come in one turn of the loop leave in one call. */
    void flushSoon() {
        if (!flushDue) {
            flushDue = true;
            channel.eventLoop().execute(() -> {
                flushDue = false;
                channel.flush();
            });
        }
    }

    /** A datagram that the kernel did not take, to a client that has gone, says nothing about this socket. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        gate.groupOf(address).tally().drop(DatagramDrop.UNSENDABLE, 1);
    }

    void remove(InetSocketAddress sender, UdpSession session) {
        sessions.remove(sender, session);
    }

    Channel channel() {
        return channel;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    SessionRegistry registry() {
        return registry;
    }

    UnreachableSender unreachable() {
        return unreachable;
    }

    @Override
    public Future<Void> close() {
        channel.eventLoop().execute(drops::look); // in front of the close
        return channel.close();
    }
}
