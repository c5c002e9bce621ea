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
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.linux.TcpOptions;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Listens for connectors, and for whoever else accepts connections. */
public final class TcpListeners implements ListenerFactory {

    /** Connections that wait to be accepted; the kernel takes the lesser of this and {@code net.core.somaxconn}. */
    private static final int BACKLOG = 4096;

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
        return bind(address, (loop, accepted) -> arrived(connector, loop, accepted));
    }

    /** Binds, and hands what is accepted to {@code acceptor}. */
    public Future<Listener> listen(InetSocketAddress address, Acceptor acceptor) {
        return bind(address, (loop, accepted) -> {
            loop.register(accepted);
            acceptor.accepted(accepted);
        });
    }

    private Future<Listener> bind(InetSocketAddress address, BiConsumer<EventLoop, Channel> arrivals) {
        EventLoop loop = transport.nextLoop();
        Promise<Listener> result = loop.newPromise();
        loop.execute(() -> {
            try {
                bind(loop, address, arrivals, result);
            } catch (RuntimeException e) { // descriptors are exhausted, for one
                result.setFailure(e);
            }
        });
        return result;
    }

    private void bind(EventLoop loop, InetSocketAddress address, BiConsumer<EventLoop, Channel> arrivals, Promise<Listener> result) {
        ServerSocketChannel server = transport.newServer();
        server.config().setBacklog(BACKLOG).setReuseAddress(true);
        TcpOptions.keepAlive(((UnixChannel) server).fd().intValue(), deadMs);
        server.pipeline().addLast(new AcceptHandler(accepted -> hand(accepted, arrivals), acceptPauses));
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
    private void hand(Channel accepted, BiConsumer<EventLoop, Channel> arrivals) {
        ((SocketChannel) accepted).config().setAutoRead(false).setAllowHalfClosure(true);
        EventLoop loop = transport.nextLoop();
        if (loop.inEventLoop()) {
            arrivals.accept(loop, accepted);
        } else {
            loop.execute(() -> arrivals.accept(loop, accepted));
        }
    }

    private void arrived(Connector connector, EventLoop loop, Channel accepted) {
        if (!(accepted.remoteAddress() instanceof InetSocketAddress client)
                || !(accepted.localAddress() instanceof InetSocketAddress own)) {
            sessions.close(accepted, true); // it was gone before it was accepted
            return;
        }
        if (!connector.admits(client.getAddress())) {
            registry.refuse(connector.group(), SessionEnd.SOURCE_REFUSED);
            sessions.close(accepted, true);
        } else if (transport.lacksDescriptorsFor(accepted)) {
            registry.refuse(connector.group(), SessionEnd.DESCRIPTORS_EXHAUSTED);
            sessions.close(accepted, true);
        } else if (registry.admit(connector.group()).isPresent()) {
            sessions.close(accepted, true);
        } else {
            greet(connector, loop, accepted, new Arrival(client, own));
        }
    }

    private void greet(Connector connector, EventLoop loop, Channel accepted, Arrival arrival) {
        Greeting greeting = greetings.get(connector.settings().plan().proxyProtocol());
        if (greeting == null && transport.descriptors()) {
            begin(connector, loop, accepted, arrival);
            return;
        }
        loop.register(accepted);
        if (greeting == null) {
            begin(connector, loop, accepted, arrival);
            return;
        }
        greeting.await(accepted, arrival, new Greeting.Listener() {
            @Override
            public void arrived(Channel greeted, Arrival told) {
                begin(connector, loop, greeted, told);
            }

            @Override
            public void refused(Channel greeted, SessionEnd why) {
                registry.endBeforeAdded(connector.group(), why);
                sessions.close(greeted, true);
            }
        });
    }

    private void begin(Connector connector, EventLoop loop, Channel accepted, Arrival arrival) {
        sessions.begin(loop, accepted, connector.group(), arrival, connector.settings().outbound());
    }

    /** How often accepting paused because descriptors ran out. */
    public long acceptPauses() {
        return acceptPauses.sum();
    }
}
