package io.sallyport.control.cluster.heartbeat;

import io.sallyport.dataplane.tunnel.SecretKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Who talks to whom. A change of any of these needs new connections.
 *
 * @param self    name of this member
 * @param own     where this member listens, and from where it calls
 * @param partner name of the other
 * @param remote  where the other listens
 */
public record HeartbeatOptions(
        String cluster, String self, InetSocketAddress own, String partner, InetSocketAddress remote, SecretKey secret) {

    boolean mayCall(InetAddress caller) {
        return caller.equals(remote.getAddress());
    }
}
