package io.sallyport.dataplane.l4.udp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.transport.Transport;
import java.net.InetSocketAddress;

/** Listens for connectors, and for whoever else takes datagrams in. Any thread. */
public final class UdpListeners implements ListenerFactory {

    private final Transport transport;
    private final SessionRegistry registry;
    private final UnreachableSender unreachable;
    private final UdpSockets sockets;

    public UdpListeners(Transport transport, SessionRegistry registry, UnreachableSender unreachable) {
        this.transport = transport;
        this.registry = registry;
        this.unreachable = unreachable;
        this.sockets = new UdpSockets(transport);
    }

    @Override
    public Future<? extends Listener> open(Connector connector, InetSocketAddress address) {
        return listen(address, new ConnectorGate(connector));
    }

    /** Binds one address; not the wildcard, whose answers would come from another address than was asked. */
    public Future<Listener> listen(InetSocketAddress address, DatagramGate gate) {
        EventLoop loop = transport.nextLoop();
        UdpListener listener = new UdpListener(registry, unreachable, gate);
        ChannelFuture bound;
        try {
            bound = sockets.listen(loop, address, listener);
        } catch (RuntimeException e) { // descriptors are exhausted, for one
            return loop.newFailedFuture(e);
        }
        Promise<Listener> result = loop.newPromise();
        bound.addListener(done -> {
            if (done.isSuccess()) {
                listener.bound(bound.channel());
                result.setSuccess(listener);
            } else {
                bound.channel().close();
                result.setFailure(done.cause());
            }
        });
        return result;
    }
}
