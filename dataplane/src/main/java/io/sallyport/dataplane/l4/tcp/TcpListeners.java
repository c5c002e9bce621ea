package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.connector.Listener;
import io.sallyport.dataplane.l4.connector.ListenerFactory;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Greeting;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.Entrance;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.linux.StreamSockets;
import io.sallyport.dataplane.linux.TcpOptions;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Listens for connectors, and for whoever else accepts connections. */
public final class TcpListeners implements ListenerFactory {

    /** Connections that wait to be accepted; the kernel takes the lesser of this and {@code net.core.somaxconn}. */
    static final int BACKLOG = 4096;

    private record Bound(ServerSocketChannel server) implements Listener {

        @Override
        public InetSocketAddress address() {
            return server.localAddress();
        }

        @Override
        public Future<Void> close() {
            return server.close();
        }
    }

    private final Transport transport;
    private final TcpSessions sessions;
    private final SessionRegistry registry;
    private final Map<ProxyProtocol, Greeting> greetings;
    private final int deadMs;
    private final LongAdder acceptPauses = new LongAdder();

    /**
     * @param greetings what a client of such a connector sends first; none for {@link ProxyProtocol#OFF}
     * @param deadMs    how long data or probes may stay unacknowledged
     */
    public TcpListeners(Transport transport, TcpSessions sessions, Map<ProxyProtocol, Greeting> greetings, int deadMs) {
        this.transport = transport;
        this.sessions = sessions;
        this.registry = sessions.registry();
        this.greetings = Map.copyOf(greetings);
        this.deadMs = deadMs;
    }

    @Override
    public Future<Listener> open(Connector connector, InetSocketAddress address) {
        if (transport.adopts()) {
            return LoopListeners.open(transport.acceptingLoops(), address, (loop, at, beside) ->
                    DescriptorListener.open(loop, sessions.sockets(loop), at, beside, deadMs,
                            (fd, own, client) -> arrived(connector, loop, fd, own, client), acceptPauses));
        }
        return bind(transport.nextLoop(), address, server -> server,
                accepted -> hand(next -> arrived(connector, next, (SocketChannel) accepted)));
    }

    /** Binds, and hands what is accepted to {@code acceptor}. */
    public Future<Listener> listen(Entrance entrance, Acceptor acceptor) {
        return bind(transport.nextLoop(), entrance.address(), entrance::prepare, accepted -> hand(next -> {
            next.register(prepared((SocketChannel) accepted));
            acceptor.accepted(accepted);
        }));
    }

    private Future<Listener> bind(
            EventLoop loop, InetSocketAddress address, UnaryOperator<ServerSocketChannel> preparation, Consumer<Channel> arrivals) {
        Promise<Listener> result = loop.newPromise();
        loop.execute(() -> {
            try {
                bind(loop, address, preparation.apply(transport.newServer()), arrivals, result);
            } catch (RuntimeException e) { // descriptors are exhausted, for one
                result.setFailure(e);
            }
        });
        return result;
    }

    private void bind(EventLoop loop, InetSocketAddress address, ServerSocketChannel server, Consumer<Channel> arrivals,
            Promise<Listener> result) {
        server.config().setBacklog(BACKLOG).setReuseAddress(true);
        TcpOptions.keepAlive(((UnixChannel) server).fd().intValue(), deadMs);
        server.pipeline().addLast(new AcceptHandler(arrivals, acceptPauses));
        loop.register(server);
        ChannelFuture bound = server.bind(address);
        bound.addListener(done -> {
            if (done.isSuccess()) {
                result.setSuccess(new Bound(server));
            } else {
                server.close();
                result.setFailure(done.cause());
            }
        });
    }

    /** To the loop whose turn it is; with one loop, that is this one. */
    private void hand(Consumer<EventLoop> arrival) {
        EventLoop loop = transport.nextLoop();
        if (loop.inEventLoop()) {
            arrival.accept(loop);
        } else {
            loop.execute(() -> arrival.accept(loop));
        }
    }

    private static SocketChannel prepared(SocketChannel channel) {
        channel.config().setAutoRead(false).setAllowHalfClosure(true);
        return channel;
    }

    private void arrived(Connector connector, EventLoop loop, int fd, InetSocketAddress own, InetSocketAddress client) {
        Connection accepted = new DescriptorConnection(fd, own, client);
        if (!admitted(connector, fd, client, own)) {
            accepted.close(true);
            return;
        }
        Arrival arrival = new Arrival(client, own);
        Optional<Greeting> greeting = greeting(connector);
        if (greeting.isEmpty()) {
            begin(connector, loop, accepted, arrival);
        } else {
            greet(greeting.get(), connector, loop, prepared(transport.adopt(fd)), arrival);
        }
    }

    private void arrived(Connector connector, EventLoop loop, SocketChannel channel) {
        prepared(channel);
        InetSocketAddress client = channel.remoteAddress();
        InetSocketAddress own = channel.localAddress();
        if (!admitted(connector, ((UnixChannel) channel).fd().intValue(), client, own)) {
            new ChannelConnection(channel).close(true);
            return;
        }
        Arrival arrival = new Arrival(client, own);
        greeting(connector).ifPresentOrElse(greeting -> greet(greeting, connector, loop, channel, arrival), () -> {
            StreamSockets.nonBlocking(((UnixChannel) channel).fd().intValue()); // io_uring's sockets block
            begin(connector, loop, new ChannelConnection(channel), arrival);
        });
    }

    /** @param own null, as the client is: it was gone before it was accepted */
    private boolean admitted(Connector connector, int fd, InetSocketAddress client, InetSocketAddress own) {
        if (client == null || own == null) {
            return false;
        }
        if (!connector.admits(client.getAddress())) {
            registry.refuse(connector.group(), SessionEnd.SOURCE_REFUSED);
            return false;
        }
        if (transport.keeps(fd)) {
            registry.refuse(connector.group(), SessionEnd.DESCRIPTORS_EXHAUSTED);
            return false;
        }
        return registry.admit(connector.group(), TransportProtocol.TCP, System.nanoTime()).isEmpty();
    }

    private Optional<Greeting> greeting(Connector connector) {
        return Optional.ofNullable(greetings.get(connector.settings().plan().proxyProtocol()));
    }

    private void greet(Greeting greeting, Connector connector, EventLoop loop, Channel accepted, Arrival arrival) {
        loop.register(accepted);
        greeting.await(accepted, arrival, new Greeting.Listener() {
            @Override
            public void arrived(Channel greeted, Arrival told) {
                begin(connector, loop, new ChannelConnection(greeted), told);
            }

            @Override
            public void refused(Channel greeted, SessionEnd why) {
                registry.endBeforeAdded(connector.group(), why);
                new ChannelConnection(greeted).close(true);
            }
        });
    }

    private void begin(Connector connector, EventLoop loop, Connection accepted, Arrival arrival) {
        sessions.begin(loop, accepted, connector.group(), arrival, connector.settings().outbound());
    }

    /** How often accepting paused because descriptors ran out. */
    public long acceptPauses() {
        return acceptPauses.sum();
    }
}
