package io.sallyport.dataplane.tunnel;

import java.util.Arrays;
import java.util.List;

/** The peers of one snapshot, in its order. Immutable, so that each worker changes over when it adopts the snapshot. */
public final class PeerTable {

    static final PeerTable EMPTY = new PeerTable(List.of());

    private final Peer[] peers;
    private final int[] indexById;

    PeerTable(List<Peer> peers) {
        this.peers = peers.toArray(Peer[]::new);
        indexById = new int[peers.stream().mapToInt(Peer::id).max().orElse(-1) + 1];
        Arrays.fill(indexById, -1);
        for (int i = 0; i < this.peers.length; i++) {
            indexById[this.peers[i].id()] = i;
        }
    }

    /** One of {@link PeerStates}; DOWN for an index outside the table. Any thread. */
    public int state(int peer) {
        Peer known = get(peer);
        return known == null ? PeerStates.DOWN : known.state();
    }

    /** The largest inner packet toward the peer now, in bytes. Any thread. */
    public int mtu(int peer) {
        Peer known = get(peer);
        return known == null ? 0 : known.pathMtu().limit(known.spec().mtu());
    }

    Peer get(int index) {
        return index >= 0 && index < peers.length ? peers[index] : null;
    }

    /** The peer's place in this snapshot, or −1 when it is no longer (or not yet) part of it. */
    int indexOf(Peer peer) {
        int id = peer.id();
        return id < indexById.length && peers.length > 0 && indexById[id] >= 0 && peers[indexById[id]] == peer
                ? indexById[id] : -1;
    }
}
