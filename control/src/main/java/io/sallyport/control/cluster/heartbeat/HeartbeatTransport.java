package io.sallyport.control.cluster.heartbeat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.sallyport.control.cluster.Link;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The connections between this member and its partner. Each member listens and calls, so two connections stand as a rule, and
 * every message goes over both: the pair stays in touch while a filter lets calls pass one way only, and it is seen which.
 */
public final class HeartbeatTransport implements AutoCloseable {

    /** How many callers from the partner's address may be unauthenticated at a time. */
    private static final int MAX_UNKNOWN = 4;
    /** How long to wait before listening again where the address is not there yet. */
    private static final Duration LISTEN_AGAIN = Duration.ofSeconds(1);
    /** The same refusal is told again at most this often; each one is counted. */
    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);
    /**
     * Between the first calls after a connection has ended; doubled up to the interval. A process that is killed closes its sockets
     * one by one: a call at once may still be taken by its listener, only to be reset, and the next one tells that nobody listens.
     */
    private static final long FIRST_PAUSE_MS = 10;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final HeartbeatOptions options;
    private final HeartbeatListener listener;
    private final HeartbeatCounters counters;
    private final Supplier<byte[]> firstMessage;
    private final EventLoop loop;
    private final HeartbeatSockets sockets;
    private final long incarnation = RANDOM.nextLong();
    private final List<HeartbeatConnection> connections = new ArrayList<>();
    private final Map<String, Long> toldAtNs = new LinkedHashMap<>();
    private final HeartbeatConnection.Owner owner = new Ownership();

    private Duration interval;
    private Duration timeout;
    private Channel listening;
    private int unknown;
    private long pauseMs;
    private final Trouble listeningTrouble;
    private final Trouble callingTrouble;
    private boolean closed;

    /**
     * @param loop         the cluster thread, on which everything is called and told
     * @param firstMessage what to say as soon as a connection can carry it
     */
    public HeartbeatTransport(HeartbeatOptions options, Duration interval, Duration timeout, EventLoop loop,
            HeartbeatListener listener, Supplier<byte[]> firstMessage, HeartbeatCounters counters) {
        this.options = options;
        this.interval = interval;
        pauseMs = interval.toMillis();
        this.timeout = timeout;
        this.loop = loop;
        this.listener = listener;
        listeningTrouble = new Trouble(listener::troubled);
        callingTrouble = new Trouble(listener::troubled);
        this.firstMessage = firstMessage;
        this.counters = counters;
        sockets = new HeartbeatSockets(loop, options);
    }

    /** Begins to listen and to call. */
    public void start() {
        listen();
        call();
    }

    public HeartbeatOptions options() {
        return options;
    }

    /** Takes effect at once; connections stay. */
    public void times(Duration newInterval, Duration newTimeout) {
        interval = newInterval;
        timeout = newTimeout;
    }

    /** Sends the message wherever the partner is authenticated, and hangs up where it was silent too long. */
    public void say(byte[] message, long nowNs) {
        for (HeartbeatConnection connection : List.copyOf(connections)) {
            connection.requireSign(nowNs, timeout);
            if (connection.say(message)) {
                counters.onSent();
            }
        }
    }

    /** Whether the partner is authenticated on any connection. */
    public boolean isConnected() {
        return connections.stream().anyMatch(HeartbeatConnection::isAuthenticated);
    }

    /** Whether our calls reach the partner. */
    public boolean reaches() {
        return connections.stream().anyMatch(connection -> connection.isAuthenticated() && connection.isDialer());
    }

    /** Whether the partner's calls reach us. */
    public boolean isReached() {
        return connections.stream().anyMatch(connection -> connection.isAuthenticated() && !connection.isDialer());
    }

    private void listen() {
        if (closed) {
            return;
        }
        ChannelFuture bound = sockets.listen(this::accept);
        bound.addListener(done -> {
            if (bound.isSuccess()) {
                listeningTrouble.is("");
                listening = bound.channel();
                if (closed) {
                    listening.close();
                }
            } else if (!closed) {
                listeningTrouble.is("cannot listen at " + HeartbeatSockets.text(options.own()) + ": " + bound.cause().getMessage()
                        + "; cluster.members must hold an address of this machine, and a free port");
                loop.schedule(this::listen, LISTEN_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /** @return the handler of a new connection; {@code null} to close it at once */
    private HeartbeatConnection accept(InetSocketAddress caller) {
        if (!options.mayCall(caller.getAddress())) {
            refused(Refusal.STRANGER, caller.getAddress().getHostAddress());
            return null;
        }
        if (unknown >= MAX_UNKNOWN) {
            refused(Refusal.CROWDED, caller.getAddress().getHostAddress());
            return null;
        }
        HeartbeatConnection connection = new HeartbeatConnection(owner, false);
        connections.add(connection);
        unknown++;
        return connection;
    }

    private void call() {
        if (closed) {
            return;
        }
        HeartbeatConnection connection = new HeartbeatConnection(owner, true);
        ChannelFuture connected = sockets.dial(connection, timeout);
        connected.addListener(done -> {
            if (connected.isSuccess() && closed) {
                connected.channel().close();
            } else if (connected.isSuccess()) {
                connections.add(connection);
                callingTrouble.is("");
            } else {
                unanswered(connected.cause());
            }
        });
    }

    private void unanswered(Throwable cause) {
        if (closed) {
            return;
        }
        if (!isConnected()) {
            // what the kernel says in such words is ECONNREFUSED: the host is there, and nobody listens
            boolean refusedByHost = cause instanceof ConnectException && cause.getMessage().contains("refused");
            listener.link(refusedByHost ? Link.REFUSED : Link.UNREACHABLE, System.nanoTime());
        }
        callingTrouble.is("cannot call " + options.partner() + " at " + HeartbeatSockets.text(options.remote()) + ": " + cause.getMessage());
        callAgain();
    }

    private void callAgain() {
        pauseMs = Math.min(pauseMs, interval.toMillis());
        loop.schedule(this::call, pauseMs, TimeUnit.MILLISECONDS);
        pauseMs *= 2;
    }

    private void refused(Refusal refusal, String detail) {
        counters.onRefused(refusal);
        String told = refusal + " " + detail;
        long nowNs = System.nanoTime();
        Long before = toldAtNs.get(told);
        if (before != null && nowNs - before < TELL_AGAIN.toNanos()) {
            return;
        }
        if (toldAtNs.size() >= Refusal.values().length * MAX_UNKNOWN) {
            toldAtNs.remove(toldAtNs.keySet().iterator().next()); // a scan from many addresses must not fill memory
        }
        toldAtNs.put(told, nowNs);
        listener.refused(refusal, detail);
    }

    /** Hangs up and listens no more; told of no more. */
    @Override
    public void close() {
        closed = true;
        if (listening != null) {
            listening.close();
        }
        List.copyOf(connections).forEach(connection -> connection.hangUp("this member closes its heartbeats"));
    }

    private final class Ownership implements HeartbeatConnection.Owner {

        @Override
        public Hello greeting() {
            byte[] nonce = new byte[Hello.NONCE];
            RANDOM.nextBytes(nonce);
            return new Hello(incarnation, nonce, options.cluster(), options.self());
        }

        @Override
        public HeartbeatOptions options() {
            return options;
        }

        @Override
        public byte[] firstMessage() {
            counters.onSent();
            return firstMessage.get();
        }

        @Override
        public void authenticated(HeartbeatConnection connection) {
            counters.onConnect();
            boolean first = connections.stream().noneMatch(other -> other != connection && other.isAuthenticated());
            if (!connection.isDialer()) {
                unknown--;
                // the partner calls again only when it knows that its last call has ended
                connections.stream()
                        .filter(other -> other != connection && other.isAuthenticated() && !other.isDialer())
                        .toList()
                        .forEach(other -> other.hangUp("the partner called again"));
            }
            toldAtNs.clear();
            listener.link(Link.UP, System.nanoTime());
            if (first) {
                listener.connected();
            }
        }

        @Override
        public void heard(HeartbeatConnection connection, byte[] message) {
            counters.onReceived();
            if (!closed) {
                listener.heard(message);
            }
        }

        @Override
        public void ended(HeartbeatConnection connection, RefusedException cause, String why) {
            connections.remove(connection);
            if (!connection.isDialer() && !connection.isAuthenticated()) {
                unknown--;
            }
            if (closed) {
                return;
            }
            if (cause != null) {
                refused(cause.refusal(), cause.getMessage());
            }
            if (!isConnected()) {
                listener.link(connection.isAuthenticated() ? Link.CLOSED : Link.UNAUTHENTICATED, System.nanoTime());
            }
            if (connection.isAuthenticated() && !isConnected()) {
                listener.disconnected(cause == null ? why : cause.refusal().description() + " (" + cause.getMessage() + ")");
            }
            if (connection.isDialer() && connection.isAuthenticated()) {
                pauseMs = FIRST_PAUSE_MS;
                call(); // at once: whether the partner's host still answers says why
            } else if (connection.isDialer()) {
                callAgain();
            }
        }
    }
}
