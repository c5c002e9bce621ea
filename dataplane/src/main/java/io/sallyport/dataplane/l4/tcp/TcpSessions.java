package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.transport.Transport;

/** Begins TCP sessions, for connectors and for the overlay alike. */
public final class TcpSessions {

    private final SessionRegistry registry;

    public TcpSessions(SessionRegistry registry, Transport transport, int deadMs) {
        this.registry = registry;
    }

    /**
     * Reaches the backend and relays until the end; on the channel's loop.
     *
     * @param accepted not reading by itself, without handlers
     * @param group    by which the session has been admitted
     * @param arrival  the client as a PROXY header told, or as the socket has it
     */
    public void begin(Channel accepted, SessionGroup group, Arrival arrival, Outbound outbound) {
        registry.endBeforeAdded(group, io.sallyport.dataplane.l4.status.SessionEnd.FAULT);
        accepted.close();
    }
}
