package io.sallyport.dataplane.l4.udp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.transport.Entrance;
import io.sallyport.dataplane.l4.transport.Transport;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;

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
        return listen(new ConnectorGate(connector), (loop, listener) -> sockets.listen(loop, address, listener));
    }

    /** Binds one address; not the wildcard, whose answers would come from another address than was asked. */
    public Future<Listener> listen(Entrance entrance, DatagramGate gate) {
        return listen(gate, (loop, listener) -> sockets.listen(loop, entrance, listener));
    }

    private Future<Listener> listen(DatagramGate gate, BiFunction<EventLoop, UdpListener, ChannelFuture> binding) {
        EventLoop loop = transport.nextLoop();
        UdpListener listener = new UdpListener(registry, unreachable, gate);
        ChannelFuture bound;
        try {
            bound = binding.apply(loop, listener);
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
