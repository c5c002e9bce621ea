package io.sallyport.dataplane.l4.udp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.DatagramPreface;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionIdentity;
import io.sallyport.dataplane.l4.status.DatagramDrop;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionState;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One client of a listener, and its socket towards the backend. */
final class UdpSession implements Session {

    /** A connector without an idleTimeout of its own; UDP has no other end. */
    private static final long DEFAULT_IDLE_NS = TimeUnit.SECONDS.toNanos(60);

    private final SessionIdentity identity;
    private final UdpListener listener;
    private final InetSocketAddress sender;
    private final Arrival arrival;
    private final Outbound outbound;
    /** The PROXY header that began the session, byte by byte; empty: none. */
    private final ByteBuf greeting;
    private final EventLoop loop;
    private final long begunNs = System.nanoTime();
    private final AtomicLong bytesIn = new AtomicLong();
    private final DatagramRelay relay;
    private Future<Channel> opening;
    private Future<?> idleCheck;
    private volatile long lastNs = begunNs;
    private volatile Channel backend;
    private volatile boolean draining;
    /** Whether its client has answered an answer: nobody can who did not get it. */
    private boolean proven;
    private boolean ended;

    UdpSession(long id, UdpListener listener, InetSocketAddress sender, ByteBuf greeting, DatagramGate.Entry.Admitted entry) {
        this.identity = new SessionIdentity(id, TransportProtocol.UDP, entry.group(), entry.outbound().upstream());
        this.listener = listener;
        this.sender = sender;
        this.greeting = greeting;
        this.arrival = entry.arrival();
        this.outbound = entry.outbound();
        this.loop = listener.channel().eventLoop();
        this.relay = new DatagramRelay(this, listener, sender);
    }

    /** Reaches for the backend; may end the session before it returns. */
    void begin() {
        idleCheck = loop.schedule(this::checkIdle, idleNs(), TimeUnit.NANOSECONDS);
        opening = outbound.open(loop, arrival);
        opening.addListener(done -> {
            if (ended) {
                closeLate(opening);
            } else if (opening.isSuccess()) {
                opened(opening.getNow());
            } else {
                failed(opening.cause());
            }
        });
    }

    private static void closeLate(Future<Channel> opened) {
        if (opened.isSuccess()) {
            opened.getNow().close();
        }
    }

    private void opened(Channel channel) {
        DatagramPreface preface = outbound.datagramPreface();
        backend = channel;
        listener.registry().opened(this);
        relay.begin(channel, preface.preface().encode(channel.alloc(), arrival), preface.repeat() == HeaderRepeat.EVERY);
    }

    void backendFailed(Throwable cause) {
        SessionEnd why = outbound.meaning(reasonOf(cause));
        if (why == SessionEnd.FAULT) {
            relay.drop(DatagramDrop.UNSENDABLE);
        } else {
            String at = NetUtil.toSocketAddressString((InetSocketAddress) backend.remoteAddress());
            refuse(why, new DialException(why, upstream().name() + " at " + at + ": " + why.description()));
        }
    }

    /** @return {@link SessionEnd#FAULT} for an error that says nothing about the backend, but about one datagram */
    private SessionEnd reasonOf(Throwable cause) {
        return cause instanceof PortUnreachableException ? SessionEnd.BACKEND_REFUSED
                : Failures.dial(cause, (InetSocketAddress) backend.remoteAddress()).reason();
    }

    private void failed(Throwable cause) {
        refuse(Failures.reasonOf(cause), cause);
    }

    /** Ends it for a reason that the client is told, too. */
    private void refuse(SessionEnd why, Throwable cause) {
        listener.registry().failed(this, why, cause);
        listener.unreachable().send(why, sender, listener.address());
        end(why);
    }

    /** @param datagram borrowed; its payload alone @param nowNs of this batch @return whether a flush is due that was not before */
    boolean fromClient(ByteBuf datagram, long nowNs) {
        int length = datagram.readableBytes();
        if (length == 0) {
            relay.drop(DatagramDrop.EMPTY);
            return false;
        }
        if (!group().in().take(length, nowNs)) {
            relay.drop(DatagramDrop.RATE);
            return false;
        }
        if (!proven && relay.bytesOut() > 0) {
            proven = true;
            listener.registry().proven(this);
        }
        lastNs = nowNs;
        bytesIn.lazySet(bytesIn.get() + length);
        return relay.send(datagram);
    }

    void flushBackend() {
        relay.flush();
    }

    /** The backend was heard. */
    void active(long atNs) {
        lastNs = atNs;
    }

    /** Whether the datagram begins as the one that began this session, so that its header says nothing new. */
    boolean repeats(ByteBuf datagram) {
        int length = greeting.readableBytes();
        return length > 0 && datagram.readableBytes() >= length
                && ByteBufUtil.equals(greeting, 0, datagram, datagram.readerIndex(), length);
    }

    int greetingLength() {
        return greeting.readableBytes();
    }

    private void checkIdle() {
        long leftNs = lastNs + idleNs() - System.nanoTime();
        if (leftNs <= 0) {
            end(SessionEnd.IDLE);
        } else {
            idleCheck = loop.schedule(this::checkIdle, leftNs, TimeUnit.NANOSECONDS);
        }
    }

    private long idleNs() {
        return group().idleNs() > 0 ? group().idleNs() : DEFAULT_IDLE_NS;
    }

    void end(SessionEnd why) {
        if (ended) {
            return;
        }
        ended = true;
        idleCheck.cancel(false);
        opening.cancel(false);
        listener.remove(sender, this);
        relay.end();
        listener.registry().end(this, why);
    }

    @Override
    public SessionIdentity identity() {
        return identity;
    }

    @Override
    public long bytesIn() {
        return bytesIn.get();
    }

    @Override
    public long bytesOut() {
        return relay.bytesOut();
    }

    @Override
    public boolean uses(Set<InetAddress> own) {
        return own.contains(listener.address().getAddress())
                || localAddress().map(source -> own.contains(source.getAddress())).orElse(false);
    }

    @Override
    public InetAddress client() {
        return sender.getAddress();
    }

    private Optional<InetSocketAddress> localAddress() {
        return Optional.ofNullable(backend).map(channel -> (InetSocketAddress) channel.localAddress());
    }

    @Override
    public SessionView view(long nowNs) {
        Channel channel = backend;
        SessionState state = draining ? SessionState.DRAINING : channel == null ? SessionState.CONNECTING : SessionState.OPEN;
        return new SessionView(id(), protocol(), group().name(), upstream().name(), arrival.client(),
                arrival.destination(), localAddress(),
                Optional.ofNullable(channel).map(open -> (InetSocketAddress) open.remoteAddress()),
                state, nowNs - begunNs, nowNs - lastNs, bytesIn(), bytesOut(), false);
    }

    @Override
    public void abort(SessionEnd why) {
        loop.execute(() -> end(why));
    }

    @Override
    public boolean draining() {
        return draining;
    }

    /** Without its listener nothing reaches or leaves the client: then there is nothing to wait for. */
    @Override
    public void drain(long deadlineNs, SessionEnd why) {
        draining = true;
        loop.execute(() -> {
            long leftNs = listener.channel().isOpen() ? deadlineNs - System.nanoTime() : 0;
            if (leftNs <= 0) {
                end(why);
            } else {
                loop.schedule(() -> end(why), leftNs, TimeUnit.NANOSECONDS);
            }
        });
    }
}
