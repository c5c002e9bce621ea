package io.sallyport.dataplane.l4.status;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A session at one moment.
 *
 * @param id        unique until the daemon stops
 * @param connector its name, or the name of the peer that relayed it here
 * @param service   its name, or {@code ip:port}
 * @param client    as the connector saw it, or as a PROXY header told
 * @param listener  the address that the client had connected to
 * @param source    from which we reached the backend; empty until we have
 * @param backend   empty until we have reached it
 * @param ageNs     since it was accepted
 * @param idleNs    since the last byte
 * @param bytesIn   from the client
 * @param bytesOut  to the client
 * @param spliced   whether its bytes stay in the kernel
 */
public record SessionView(
        long id,
        TransportProtocol protocol,
        String connector,
        String service,
        InetSocketAddress client,
        InetSocketAddress listener,
        Optional<InetSocketAddress> source,
        Optional<InetSocketAddress> backend,
        SessionState state,
        long ageNs,
        long idleNs,
        long bytesIn,
        long bytesOut,
        boolean spliced) {

    public SessionView {
        // it may have begun, or carried something, since the clock was looked at
        ageNs = Math.max(0, ageNs);
        idleNs = Math.max(0, idleNs);
    }
}
