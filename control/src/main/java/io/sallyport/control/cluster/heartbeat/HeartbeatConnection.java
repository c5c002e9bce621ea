package io.sallyport.control.cluster.heartbeat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One TCP connection, from its greeting to its end. The listener answers only a greeting that is one, so that a scanner learns
 * nothing; each end is authenticated by its first sealed message, which the dialer sends first.
 */
final class HeartbeatConnection extends SimpleChannelInboundHandler<ByteBuf> {

    /** Both greetings and one message each way: round trips of a path, and a busy member's patience. */
    static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(3);

    /** Whom a connection reports to. */
    interface Owner {

        /** A fresh greeting of this member. */
        Hello greeting();

        HeartbeatOptions options();

        /** Something to say as soon as the other end can hear it. */
        byte[] firstMessage();

        void authenticated(HeartbeatConnection connection);

        void heard(HeartbeatConnection connection, byte[] message);

        /** @param cause of our own refusal; {@code null} when the other end closed */
        void ended(HeartbeatConnection connection, RefusedException cause, String why);
    }

    private final Owner owner;
    private final boolean dialer;
    private ChannelHandlerContext context;
    private Hello own;
    private MessageSeal sending;
    private MessageSeal receiving;
    private boolean authenticated;
    private RefusedException refusal;
    private String why = "the partner closed the connection";
    private long heardAtNs;

    HeartbeatConnection(Owner owner, boolean dialer) {
        this.owner = owner;
        this.dialer = dialer;
    }

    boolean isDialer() {
        return dialer;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        own = owner.greeting();
        active.executor().schedule(this::requireAuthentication, HANDSHAKE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (dialer) {
            write(own.encode());
        }
    }

    private void requireAuthentication() {
        if (!authenticated) {
            refuse(new RefusedException(Refusal.SLOW, "after " + HANDSHAKE_LIMIT.toSeconds() + " s"));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext active, ByteBuf frame) {
        if (refusal != null) {
            return; // what was on its way when we hung up
        }
        byte[] bytes = ByteBufUtil.getBytes(frame);
        try {
            if (sending == null) {
                meet(Hello.parse(bytes));
            } else {
                take(bytes);
            }
        } catch (RefusedException e) {
            refuse(e);
        }
    }

    private void meet(Hello other) throws RefusedException {
        check(other);
        byte[] secret = owner.options().secret().toBytes();
        ConnectionKeys keys;
        try {
            keys = dialer ? ConnectionKeys.derive(secret, own, other) : ConnectionKeys.derive(secret, other, own);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
        sending = dialer ? keys.fromDialer() : keys.fromListener();
        receiving = dialer ? keys.fromListener() : keys.fromDialer();
        if (dialer) {
            say(owner.firstMessage());
        } else {
            write(own.encode());
        }
    }

    private void check(Hello other) throws RefusedException {
        HeartbeatOptions options = owner.options();
        if (other.incarnation() == own.incarnation()) {
            throw new RefusedException(Refusal.OURSELVES, "");
        }
        if (!other.cluster().equals(options.cluster())) {
            throw new RefusedException(Refusal.OTHER_CLUSTER, "it says " + other.cluster() + ", this member is of " + options.cluster());
        }
        if (other.member().equals(options.self())) {
            throw new RefusedException(Refusal.SAME_NAME, "both are called " + options.self());
        }
        if (!other.member().equals(options.partner())) {
            throw new RefusedException(Refusal.OTHER_NAME, "it says " + other.member() + ", expected is " + options.partner());
        }
    }

    private void take(byte[] sealed) throws RefusedException {
        byte[] message = receiving.open(sealed);
        if (message == null) {
            throw new RefusedException(authenticated ? Refusal.CORRUPT : Refusal.WRONG_SECRET, "");
        }
        heardAtNs = System.nanoTime();
        if (!authenticated) {
            authenticated = true;
            owner.authenticated(this);
            if (!dialer) {
                say(owner.firstMessage());
            }
        }
        owner.heard(this, message);
    }

    /** Sends a message, once the other end can verify it. A partner that does not read must not make us keep messages. */
    boolean say(byte[] message) {
        if (sending == null || refusal != null || !context.channel().isWritable()) {
            return false;
        }
        write(sending.seal(message));
        return true;
    }

    private void write(byte[] frame) {
        context.writeAndFlush(Unpooled.wrappedBuffer(frame), context.voidPromise());
    }

    /** Hangs up if nothing was heard for the limit: what the kernel still tries to deliver is old, a new connection is not. */
    void requireSign(long nowNs, Duration limit) {
        if (authenticated && nowNs - heardAtNs >= limit.toNanos()) {
            refuse(new RefusedException(Refusal.SILENT, "for " + limit.toMillis() + " ms"));
        }
    }

    /** Hangs up because another connection took this one's place, or the transport closes. */
    void hangUp(String reason) {
        why = reason;
        context.close();
    }

    private void refuse(RefusedException cause) {
        if (refusal == null) {
            refusal = cause;
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            refuse(new RefusedException(sending == null ? Refusal.NO_HELLO : Refusal.CORRUPT, "a message longer than any"));
        } else if (cause instanceof IOException) {
            why = cause.getMessage();
            active.close();
        } else {
            active.fireExceptionCaught(cause);
            active.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        owner.ended(this, refusal, why);
    }
}
