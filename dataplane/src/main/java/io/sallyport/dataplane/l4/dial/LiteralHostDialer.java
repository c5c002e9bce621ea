package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Dials hosts that are given by address, and leaves names to another. */
public final class LiteralHostDialer implements HostDialer {

    private final LoopGuard dialer;
    private final SourceAddresses sources;
    private final HostDialer names;
    /** Read once each: there are as many as services. */
    private final ConcurrentMap<String, Optional<InetAddress>> literals = new ConcurrentHashMap<>();

    public LiteralHostDialer(LoopGuard dialer, SourceAddresses sources, HostDialer names) {
        this.dialer = dialer;
        this.sources = sources;
        this.names = names;
    }

    @Override
    public Future<Channel> dial(EventLoop loop, String host, int port, Source source, Duration timeout) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isEmpty()) {
            return names.dial(loop, host, port, source, timeout);
        }
        boolean v6 = literal.get() instanceof Inet6Address;
        SourceAddresses.Choice from = sources.choose(source, v6);
        if (from.missing()) {
            return loop.newFailedFuture(new DialException(SessionEnd.SOURCE_MISSING, host + ": " + source
                    + " has no " + (v6 ? "IPv6" : "IPv4") + " address on this machine now"));
        }
        return dialer.dial(loop, new InetSocketAddress(literal.get(), port), from.address(), (int) timeout.toMillis());
    }

    private Optional<InetAddress> literal(String host) {
        return literals.computeIfAbsent(host, text -> Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(text)));
    }

    @Override
    public Optional<Place> place(String host, int port, Source source, Duration timeout) {
        Optional<InetAddress> literal = literal(host);
        if (literal.isEmpty()) {
            return Optional.empty();
        }
        SourceAddresses.Choice from = sources.choose(source, literal.get() instanceof Inet6Address);
        InetSocketAddress to = new InetSocketAddress(literal.get(), port);
        return from.missing() || dialer.refuses(to) ? Optional.empty()
                : Optional.of(new Place(to, from.address(), (int) timeout.toMillis()));
    }
}
