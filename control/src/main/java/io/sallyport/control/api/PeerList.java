package io.sallyport.control.api;

import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.tunnel.PeerStatus;
import java.util.List;
import java.util.OptionalLong;

/** {@code GET /v1/peers}. */
record PeerList(List<Entry> peers) {

    /**
     * @param note why it is not up, with the remedy; empty when up
     * @param loss share of the peer's data messages that never came, 0–1
     */
    record Entry(
            String name,
            String state,
            String endpoint,
            OptionalLong handshakeAgeMs,
            String cipher,
            int mtu,
            long rxBytes,
            long txBytes,
            long rxPackets,
            long txPackets,
            long rxLost,
            double loss,
            String publicKey,
            String note) {
    }

    static PeerList of(Gateway gateway) {
        return new PeerList(gateway.engineStatus()
                .map(status -> status.peers().stream().map(PeerList::entry).toList())
                .orElse(List.of()));
    }

    private static Entry entry(PeerStatus peer) {
        return new Entry(peer.name(), peer.state(), peer.endpoint(), peer.handshakeAgeMs(), peer.cipher().label(), peer.mtu(),
                peer.rxBytes(), peer.txBytes(), peer.rxPackets(), peer.txPackets(), peer.rxLost(), loss(peer),
                peer.publicKey().toString(), peer.note());
    }

    private static double loss(PeerStatus peer) {
        long sent = peer.rxPackets() + peer.rxLost();
        return sent == 0 ? 0 : (double) peer.rxLost() / sent;
    }
}
