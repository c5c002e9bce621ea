package io.sallyport.dataplane.l4.resolve;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Connects to the first address of a host that answers. While an attempt hangs the next begins beside it after
 * {@link #ATTEMPT_DELAY_MS}, or at once when it failed; the first to connect wins and the rest are closed (RFC 8305 §5).
 *
 * <p>All of it on one event loop. Cancelling the result ends it.
 */
public final class StaggeredDial {

    /** "Connection Attempt Delay" (RFC 8305 §8). */
    static final long ATTEMPT_DELAY_MS = 250;

    private final String host;
    private final int port;
    private final EventLoop loop;
    private final Predicate<InetAddress> usable;
    private final Function<InetSocketAddress, ChannelFuture> connect;
    private final Promise<Channel> result;
    private final Deque<InetSocketAddress> waiting = new ArrayDeque<>();
    private final Map<InetSocketAddress, ChannelFuture> running = new LinkedHashMap<>();
    private final StringJoiner tried = new StringJoiner(", ");
    private DialFault lastFault = DialFault.NAME_NOT_RESOLVED;
    private Future<?> nextAttempt;

    private StaggeredDial(String host, int port, EventLoop loop, Predicate<InetAddress> usable,
            Function<InetSocketAddress, ChannelFuture> connect) {
        this.host = host;
        this.port = port;
        this.loop = loop;
        this.usable = usable;
        this.connect = connect;
        this.result = loop.newPromise();
    }

    /**
     * @param timeout for the look-up and all attempts together
     * @param loop    the one whose thread calls this, and whose channels {@code connect} makes
     * @param usable  whether an address can be dialled from where the service originates
     * @param connect begins one attempt
     * @return the connected channel, or a {@link DialException}
     */
    public static Future<Channel> start(HostLookup lookup, String host, int port, Duration timeout, EventLoop loop,
            Predicate<InetAddress> usable, Function<InetSocketAddress, ChannelFuture> connect) {
        StaggeredDial dial = new StaggeredDial(host, port, loop, usable, connect);
        Future<?> deadline = loop.schedule(() -> dial.timedOut(timeout), timeout.toNanos(), TimeUnit.NANOSECONDS);
        dial.result.addListener(done -> {
            deadline.cancel(false);
            dial.abandon();
        });
        lookup.addresses(host, loop).addListener(dial::lookedUp);
        return dial.result;
    }

    private void lookedUp(Future<? super List<InetAddress>> answer) {
        if (result.isDone()) {
            return;
        }
        if (!answer.isSuccess()) {
            fail(DialFault.NAME_NOT_RESOLVED, "'" + host + "' could not be resolved: " + answer.cause().getMessage());
            return;
        }
        @SuppressWarnings("unchecked")
        List<InetAddress> addresses = (List<InetAddress>) answer.getNow();
        addresses.stream().filter(usable).forEach(address -> waiting.add(new InetSocketAddress(address, port)));
        if (waiting.isEmpty()) {
            fail(DialFault.NO_USABLE_ADDRESS, named() + " has no address of a family that its source interface has");
        } else {
            attempt();
        }
    }

    private void attempt() {
        InetSocketAddress address = waiting.poll();
        if (address == null) {
            return;
        }
        if (!waiting.isEmpty()) {
            nextAttempt = loop.schedule(this::attempt, ATTEMPT_DELAY_MS, TimeUnit.MILLISECONDS);
        }
        ChannelFuture attempt = connect.apply(address);
        running.put(address, attempt);
        attempt.addListener(done -> ended(address, attempt));
    }

    private void ended(InetSocketAddress address, ChannelFuture attempt) {
        running.remove(address);
        if (result.isDone()) {
            attempt.channel().close();
        } else if (attempt.isSuccess()) {
            if (!result.trySuccess(attempt.channel())) {
                attempt.channel().close();
            }
        } else {
            attempt.channel().close();
            failed(address, attempt.cause());
        }
    }

    private void failed(InetSocketAddress address, Throwable cause) {
        lastFault = DialFault.of(cause);
        note(address, lastFault == DialFault.OTHER ? String.valueOf(cause.getMessage()) : lastFault.toString());
        if (!waiting.isEmpty()) {
            nextAttempt.cancel(false);
            attempt();
        } else if (running.isEmpty()) {
            fail(lastFault, named() + " could not be reached: " + tried);
        }
    }

    private void timedOut(Duration timeout) {
        running.keySet().forEach(address -> note(address, DialFault.TIMED_OUT.toString()));
        fail(DialFault.TIMED_OUT, named() + " did not answer within " + timeout.toMillis() + " ms"
                + (tried.length() == 0 ? "" : ": " + tried));
    }

    private void note(InetSocketAddress address, String why) {
        tried.add(NetUtil.toAddressString(address.getAddress()) + " " + why);
    }

    private String named() {
        return "'" + host + "' port " + port;
    }

    private void fail(DialFault fault, String message) {
        result.tryFailure(new DialException(fault, message));
    }

    private void abandon() {
        if (nextAttempt != null) {
            nextAttempt.cancel(false);
        }
        waiting.clear();
        // closing fails an attempt's future, which then takes itself off the list
        List.copyOf(running.values()).forEach(attempt -> attempt.channel().close());
    }
}
