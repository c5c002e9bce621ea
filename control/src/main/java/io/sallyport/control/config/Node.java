package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/** A gateway. One that belongs to a cluster uses the cluster's identity, and needs no key and endpoints of its own. */
public record Node(
        String name,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<IpAddress> address,
        Optional<PublicKey> publicKey,
        List<Endpoint> endpoints,
        CipherSuite cipher,
        int persistentKeepalive,
        int mtu,
        String description) implements Destination {

    public Node {
        address = Copies.of(address);
        publicKey = publicKey == null ? Optional.empty() : publicKey;
        endpoints = Copies.of(endpoints);
    }
}
