package io.sallyport.dataplane.l4.resolve;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.dial.DialException;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.Inet6Address;
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

/**
 * One dial of a host. While an attempt hangs the next begins beside it after {@link #ATTEMPT_DELAY_MS}, or at once when it failed;
 * the first to connect wins and the rest are given up (RFC 8305 §5). Runs on the event loop it is given.
 */
final class StaggeredDial {

    /** "Connection Attempt Delay" (RFC 8305 §8). */
    static final long ATTEMPT_DELAY_MS = 250;

    private final Dialer dialer;
    private final SourceAddresses sources;
    private final EventLoop loop;
    private final String host;
    private final int port;
    private final Source source;
    private final Duration timeout;
    private final long deadlineNs;
    private final Promise<Channel> result;
    private final Deque<InetAddress> waiting = new ArrayDeque<>();
    private final Map<InetAddress, Future<Channel>> running = new LinkedHashMap<>();
    private final StringJoiner tried = new StringJoiner(", ");
    private Future<?> nextAttempt;

    StaggeredDial(Dialer dialer, SourceAddresses sources, EventLoop loop, String host, int port, Source source, Duration timeout) {
        this.dialer = dialer;
        this.sources = sources;
        this.loop = loop;
        this.host = host;
        this.port = port;
        this.source = source;
        this.timeout = timeout;
        this.deadlineNs = loop.ticker().nanoTime() + timeout.toNanos();
        this.result = loop.newPromise();
    }

    Future<Channel> start(Future<List<InetAddress>> addresses) {
        Future<?> deadline = loop.schedule(this::timedOut, timeout.toNanos(), TimeUnit.NANOSECONDS);
        result.addListener(done -> {
            deadline.cancel(false);
            giveUpTheRest();
        });
        addresses.addListener((Future<List<InetAddress>> answer) -> {
            if (answer.isSuccess()) {
                begin(answer.getNow());
            } else {
                fail(SessionEnd.NAME_UNRESOLVED, "'" + host + "' was not resolved: " + answer.cause().getMessage());
            }
        });
        return result;
    }

    private void begin(List<InetAddress> addresses) {
        if (result.isDone()) {
            return;
        }
        addresses.stream().filter(address -> !sourceFor(address).missing()).forEach(waiting::add);
        if (waiting.isEmpty()) {
            fail(SessionEnd.SOURCE_MISSING, named() + " has only addresses of a family of which there is no source address now");
        } else {
            attempt();
        }
    }

    private void attempt() {
        InetAddress address = waiting.poll();
        if (!waiting.isEmpty()) {
            nextAttempt = loop.schedule(this::attempt, ATTEMPT_DELAY_MS, TimeUnit.MILLISECONDS);
        }
        long leftMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - loop.ticker().nanoTime()));
        Future<Channel> attempt = dialer.dial(
                loop, new InetSocketAddress(address, port), sourceFor(address).address(), (int) leftMs);
        running.put(address, attempt);
        attempt.addListener(ended -> ended(address, attempt));
    }

    private void ended(InetAddress address, Future<Channel> attempt) {
        running.remove(address);
        if (attempt.isSuccess()) {
            if (!result.trySuccess(attempt.getNow())) {
                attempt.getNow().close();
            }
        } else if (!result.isDone()) {
            failed(address, attempt.cause());
        }
    }

    private void failed(InetAddress address, Throwable cause) {
        SessionEnd reason = Failures.reasonOf(cause);
        note(address, reason == SessionEnd.FAULT ? String.valueOf(cause.getMessage()) : reason.label());
        if (!waiting.isEmpty()) {
            nextAttempt.cancel(false);
            attempt();
        } else if (running.isEmpty()) {
            fail(reason, named() + " was not reached: " + tried);
        }
    }

    private void timedOut() {
        running.keySet().forEach(address -> note(address, SessionEnd.CONNECT_TIMEOUT.label()));
        fail(SessionEnd.CONNECT_TIMEOUT, named() + " was not reached within " + timeout.toMillis() + " ms: "
                + (tried.length() == 0 ? "the name servers did not answer" : tried));
    }

    private void fail(SessionEnd reason, String message) {
        result.tryFailure(new DialException(reason, message));
    }

    private void giveUpTheRest() {
        if (nextAttempt != null) {
            nextAttempt.cancel(false);
        }
        waiting.clear();
        List.copyOf(running.values()).forEach(attempt -> attempt.cancel(false));
    }

    private void note(InetAddress address, String why) {
        tried.add(NetUtil.toAddressString(address) + " " + why);
    }

    private String named() {
        return "'" + host + "' port " + port;
    }

    private SourceAddresses.Choice sourceFor(InetAddress address) {
        return sources.choose(source, address instanceof Inet6Address);
    }
}
