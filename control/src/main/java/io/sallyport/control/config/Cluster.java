package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;

/**
 * An active/passive pair of nodes with one overlay identity.
 *
 * @param members names of one or two nodes; the second may arrive later
 */
public record Cluster(
        String name,
        List<String> members,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<IpAddress> address,
        Optional<PublicKey> publicKey,
        List<Endpoint> endpoints,
        CipherSuite cipher,
        int persistentKeepalive,
        int mtu,
        String description) implements Destination {

    public Cluster {
        members = Copies.of(members);
        address = Copies.of(address);
        publicKey = publicKey == null ? Optional.empty() : publicKey;
        endpoints = Copies.of(endpoints);
    }
}
