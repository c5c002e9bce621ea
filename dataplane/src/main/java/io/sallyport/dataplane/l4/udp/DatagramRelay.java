package io.sallyport.dataplane.l4.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/** Carries a session's datagrams to its backend, before which they wait until it is reached, and the answers back. */
final class DatagramRelay extends ChannelInboundHandlerAdapter {

    /** Kept while the backend's name is looked up. */
    private static final int MAX_WAITING = 64;
    private static final ByteBuf NO_PREFIX = Unpooled.EMPTY_BUFFER;

    private final UdpSession session;
    private final UdpListener listener;
    private final SessionGroup group;
    private final AtomicLong bytesOut = new AtomicLong();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private final DatagramTrain toClient;
    private Channel backend;
    private DatagramTrain toBackend;
    private KernelDrops drops;
    private ByteBuf prefix = NO_PREFIX;
    private boolean repeatsPrefix;
    private boolean unflushed;
    private boolean ended;
    private boolean reading;
    /** Of this batch. */
    private long nowNs;

    DatagramRelay(UdpSession session, UdpListener listener, InetSocketAddress client) {
        this.session = session;
        this.listener = listener;
        this.group = session.group();
        this.toClient = new DatagramTrain(listener.channel(), client, group.tally());
    }

    /**
     * The backend is reached.
     *
     * @param header in front of the first datagram; null: none. Belongs to the relay from now on
     * @param repeat whether it stands in front of every datagram
     */
    void begin(Channel reached, ByteBuf header, boolean repeat) {
        backend = reached;
        prefix = header == null ? NO_PREFIX : header;
        repeatsPrefix = repeat;
        toBackend = new DatagramTrain(reached, (InetSocketAddress) reached.remoteAddress(), group.tally());
        drops = new KernelDrops(reached, group.tally());
        reached.pipeline().addLast(this);
        reached.config().setAutoRead(true);
        for (ByteBuf datagram = waiting.poll(); datagram != null; datagram = waiting.poll()) {
            add(datagram);
            datagram.release();
        }
        flush();
    }

    /** @param datagram borrowed; its payload alone @return whether a flush is due that was not before */
    boolean send(ByteBuf datagram) {
        if (toBackend == null) {
            await(datagram);
            return false;
        }
        add(datagram);
        boolean due = !unflushed;
        unflushed = true;
        return due;
    }

    private void await(ByteBuf datagram) {
        if (waiting.size() == MAX_WAITING) {
            drop(DatagramDrop.CONNECTING);
        } else {
            waiting.add(datagram.copy());
        }
    }

    private void add(ByteBuf datagram) {
        toBackend.add(prefix, datagram);
        if (!repeatsPrefix && prefix != NO_PREFIX) {
            prefix.release();
            prefix = NO_PREFIX;
        }
    }

    /** Towards the backend. */
    void flush() {
        unflushed = false;
        if (!ended) {
            toBackend.depart();
            backend.flush();
        }
    }

    void drop(DatagramDrop why) {
        group.tally().drop(why, 1);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!reading) {
            reading = true;
            nowNs = System.nanoTime();
        }
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf datagram = packet.content();
        int length = datagram.readableBytes();
        if (length == 0) {
            drop(DatagramDrop.EMPTY);
        } else if (!group.out().take(length, nowNs)) {
            drop(DatagramDrop.RATE);
        } else {
            bytesOut.lazySet(bytesOut.get() + length);
            toClient.add(null, datagram);
        }
        packet.release();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        session.active(nowNs);
        toClient.depart();
        listener.flushSoon();
        drops.lookSoon();
    }

    /** The kernel's word about the backend, or about one datagram. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.backendFailed(cause);
    }

    /** What is on its way leaves; the backend's socket closes. */
    void end() {
        ended = true;
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        if (backend != null) {
            toBackend.depart();
            toClient.depart();
            backend.flush();
            drops.look();
            backend.close();
        }
        if (prefix != NO_PREFIX) {
            prefix.release();
        }
    }

    /** Answers. Any thread. */
    long bytesOut() {
        return bytesOut.get();
    }
}
