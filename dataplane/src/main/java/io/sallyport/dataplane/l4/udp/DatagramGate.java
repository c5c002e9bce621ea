package io.sallyport.dataplane.l4.udp;

import io.sallyport.dataplane.l4.dial.Arrival;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.proxy.ProxyHeader;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.net.InetSocketAddress;

/** Decides who may have a session at a listener, and where it goes. Called on the listener's loop. */
public interface DatagramGate {

    /** Which datagrams must begin with a PROXY header. */
    enum Headers { NONE, FIRST, EVERY }

    /** The decision. */
    sealed interface Entry {

        /** The session may begin if the limits allow. */
        record Admitted(SessionGroup group, Arrival arrival, Outbound outbound) implements Entry {
        }

        /** @param group which counts it */
        record Refused(SessionGroup group, SessionEnd why) implements Entry {
        }
    }

    Headers headers();

    /** What counts a datagram whose header is refused. */
    SessionGroup groupOf(InetSocketAddress sender);

    /**
     * @param socket as the socket has it
     * @param header of the first datagram; {@link ProxyHeader#LOCAL} where none is expected
     */
    Entry decide(Arrival socket, ProxyHeader header);
}
