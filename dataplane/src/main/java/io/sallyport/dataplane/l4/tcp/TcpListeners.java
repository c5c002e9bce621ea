package io.sallyport.dataplane.l4.tcp;

import io.netty.util.concurrent.Future;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.transport.Transport;
import java.net.InetSocketAddress;

/** Listens for connectors, and for whoever else accepts connections. */
public final class TcpListeners implements ListenerFactory {

    private final Transport transport;

    public TcpListeners(Transport transport, TcpSessions sessions, int deadMs) {
        this.transport = transport;
    }

    @Override
    public Future<? extends Listener> open(Connector connector, InetSocketAddress address) {
        return listen(address, accepted -> { });
    }

    /** Binds, and hands what is accepted to {@code acceptor}. */
    public Future<Listener> listen(InetSocketAddress address, Acceptor acceptor) {
        return transport.nextLoop().newFailedFuture(new UnsupportedOperationException(address.toString()));
    }

    /** How often accepting paused because descriptors ran out. */
    public long acceptPauses() {
        return 0;
    }
}
