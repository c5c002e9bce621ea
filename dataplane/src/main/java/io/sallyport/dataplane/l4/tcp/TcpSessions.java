package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Failures;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.linux.StreamSockets;
import io.sallyport.dataplane.linux.TcpOptions;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Begins TCP sessions, for connectors and for the overlay alike, and looks after them. */
public final class TcpSessions {

    private static final long TICK_MS = 1_000;
    /** In the time after which a peer counts as gone. */
    private static final int LOOKS = 8;

    private final SessionRegistry registry;
    private final int deadMs;
    /** By loop; filled before the first session. */
    private final Map<EventLoop, Workbench> benches = new IdentityHashMap<>();
    /** Those first whose loops do not accept. */
    private final List<Workbench> homes;

    /** @param deadMs how long data or probes may stay unacknowledged */
    public TcpSessions(SessionRegistry registry, Transport transport, int deadMs) {
        this.registry = registry;
        this.deadMs = deadMs;
        List<EventLoop> loops = transport.allLoops();
        for (EventLoop loop : loops) {
            benches.put(loop, new Workbench(loop, transport));
            loop.scheduleWithFixedDelay(() -> tick(loop), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        }
        homes = loops.reversed().stream().map(benches::get).toList();
    }

    private void tick(EventLoop loop) {
        long nowNs = System.nanoTime();
        for (Session session : registry.sessions()) {
            if (session instanceof TcpSession tcp && tcp.loop() == loop) {
                tcp.tick(nowNs);
            }
        }
    }

    /**
     * Reaches the backend and relays until the end; to be called on {@code loop}.
     *
     * @param accepted not reading by itself; registered at {@code loop}, or not registered at all; its remaining handlers must hand
     *                 on what they have read
     * @param group    by which the session has been admitted
     * @param arrival  the client as a PROXY header told, or as the socket has it
     */
    public void begin(EventLoop loop, Channel accepted, SessionGroup group, Arrival arrival, Outbound outbound) {
        begin(loop, new ChannelConnection(accepted), group, arrival, outbound);
    }

    void begin(EventLoop loop, Connection accepted, SessionGroup group, Arrival arrival, Outbound outbound) {
        new TcpSession(this, loop, accepted, group, arrival, outbound).begin();
    }

    SessionRegistry registry() {
        return registry;
    }

    Workbench bench(EventLoop loop) {
        return benches.get(loop);
    }

    /** Where a session is to stay: on the loop with the fewest that do. */
    Workbench home() {
        return Collections.min(homes, Comparator.comparingInt(Workbench::settled));
    }

    StreamSockets sockets(EventLoop loop) {
        return benches.get(loop).sockets();
    }

    /** How often a session looks whether its peers are still there. */
    long lookNs() {
        return TimeUnit.MILLISECONDS.toNanos(deadMs / LOOKS);
    }

    Vigil vigil() {
        return new Vigil(TimeUnit.MILLISECONDS.toNanos(deadMs));
    }

    void keepAlive(Connection connection) {
        TcpOptions.keepAlive(connection.descriptor().intValue(), deadMs);
    }
}
