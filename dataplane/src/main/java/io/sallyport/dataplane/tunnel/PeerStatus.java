package io.sallyport.dataplane.tunnel;

import java.util.OptionalLong;

/**
 * What one peer looks like now, for status.
 *
 * @param state            {@code up}, {@code connecting}, {@code down}, or {@code standby}: the other member of the cluster has the tunnels
 * @param endpoint         where datagrams go now, {@code address:port}; empty when unknown
 * @param handshakeAgeMs   since the last completed handshake; empty when there was none
 * @param rxLost           data messages that the peer numbered and that never came
 * @param note             why it is not up, with the remedy; empty when up
 */
public record PeerStatus(
        String name,
        PublicKey publicKey,
        String state,
        String endpoint,
        OptionalLong handshakeAgeMs,
        CipherSuite cipher,
        int mtu,
        long rxBytes,
        long txBytes,
        long rxPackets,
        long txPackets,
        long rxLost,
        String note) {

    /** The same peer where this member must not speak with it. */
    public PeerStatus onStandby() {
        return new PeerStatus(name, publicKey, "standby", "", OptionalLong.empty(), cipher, mtu, rxBytes, txBytes, rxPackets, txPackets,
                rxLost, "the other member of the cluster has the tunnels; sallyport show cluster");
    }
}
