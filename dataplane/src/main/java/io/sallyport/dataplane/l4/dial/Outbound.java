package io.sallyport.dataplane.l4.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.Optional;

/** Where a connector's sessions go and how they get there: a local service, a backend without one, or a service of another node. */
public interface Outbound {

    /** Whose counts the sessions go to. */
    Upstream upstream();

    /**
     * Reaches the backend for one session, on the session's {@code loop}; to be called on it. What the backend is to read first
     * (see {@link Preface}) has been written, but not necessarily flushed.
     *
     * @return as {@link Dialer#dial}
     */
    Future<Channel> open(EventLoop loop, Arrival arrival);

    /**
     * TCP: where the backend is, if nothing but a connect leads there; empty: {@link #open} is the way. Whoever connects by itself
     * writes {@link #preface} first.
     */
    default Optional<Place> place() {
        return Optional.empty();
    }

    /** TCP: what a backend at {@link #place} reads first. */
    default Preface preface() {
        return Preface.NONE;
    }

    /** UDP: what stands in front of datagrams to the backend; {@link #open} has written nothing. */
    default DatagramPreface datagramPreface() {
        return DatagramPreface.NONE;
    }

    /** UDP: what an error of the connected socket means here. @param fault as it would mean of a backend that is dialled directly */
    default SessionEnd meaning(SessionEnd fault) {
        return fault;
    }
}
