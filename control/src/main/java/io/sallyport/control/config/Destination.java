package io.sallyport.control.config;

import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/** What routes and inside NATs name: a single node, or a cluster of two. */
public sealed interface Destination permits Node, Cluster {

    String name();

    /** Management addresses in the virtual network, from and to which the gateway itself speaks. */
    List<IpAddress> address();

    Optional<PublicKey> publicKey();

    /** Where peers reach it, tried in turn; empty: it calls. */
    List<Endpoint> endpoints();

    CipherSuite cipher();

    /** Seconds between keepalives, sent by both ends of its tunnels; 0 asks for none. */
    int persistentKeepalive();

    /** Largest inner packet through its tunnels, in bytes; of two ends the smaller holds. */
    int mtu();

    String description();
}
