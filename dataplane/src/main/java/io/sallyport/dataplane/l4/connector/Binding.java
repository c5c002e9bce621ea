package io.sallyport.dataplane.l4.connector;

import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.status.Listening;
import java.net.InetSocketAddress;

/** One address that a connector is to listen at: tried, open, or refused by the kernel and to be tried again. */
final class Binding {

    private final Connector connector;
    private final InetSocketAddress address;
    private Future<? extends Listener> attempt;

    Binding(Connector connector, InetSocketAddress address) {
        this.connector = connector;
        this.address = address;
    }

    /** Binds, unless it is bound or being bound. */
    void attempt(ListenerFactory factory) {
        if (attempt == null || attempt.isDone() && !attempt.isSuccess()) {
            attempt = factory.open(connector, address);
        }
    }

    /** Waits for the attempt's end: a bind takes no time, but happens on another thread. */
    void settle() {
        attempt.awaitUninterruptibly();
    }

    /** Waits until the address is free again. */
    void close() {
        settle();
        if (attempt.isSuccess()) {
            attempt.getNow().close().awaitUninterruptibly();
        }
    }

    Connector connector() {
        return connector;
    }

    boolean failed() {
        return !attempt.isSuccess();
    }

    Listening status() {
        if (!attempt.isDone()) {
            return new Listening(address, "being bound");
        }
        return attempt.isSuccess() ? new Listening(attempt.getNow().address(), "")
                : new Listening(address, String.valueOf(attempt.cause().getMessage()));
    }
}
