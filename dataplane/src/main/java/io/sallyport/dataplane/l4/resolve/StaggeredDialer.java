package io.sallyport.dataplane.l4.resolve;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.dial.Dialer;
import io.sallyport.dataplane.l4.dial.HostDialer;
import io.sallyport.dataplane.l4.plan.Source;
import java.time.Duration;

/** Dials a host's addresses by turns, each from the source address of its family. */
public final class StaggeredDialer implements HostDialer {

    private final HostLookup lookup;
    private final Dialer dialer;
    private final SourceAddresses sources;

    public StaggeredDialer(HostLookup lookup, Dialer dialer, SourceAddresses sources) {
        this.lookup = lookup;
        this.dialer = dialer;
        this.sources = sources;
    }

    @Override
    public Future<Channel> dial(EventLoop loop, String host, int port, Source source, Duration timeout) {
        StaggeredDial dial = new StaggeredDial(dialer, sources, loop, host, port, source, timeout);
        return dial.start(lookup.addresses(host, loop));
    }
}
