package io.sallyport.dataplane.pipeline.route;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.pipeline.Transit;
import io.sallyport.dataplane.pipeline.TransitBatch;
import io.sallyport.dataplane.stats.DropReason;

/** Chooses the next hop of a packet from the LAN. */
public final class Router {

    private Fib fib;

    public void adopt(Fib newFib) {
        fib = newFib;
    }

    /** Sets {@link Transit#routeGroup}, before {@link #route}. */
    public void findDestinations(TransitBatch batch) {
        fib.findGroups(batch, batch.destinations());
    }

    /** Sets {@link Transit#nextHop} and {@link Transit#mtu}; returns null, or why there is no way. */
    public DropReason route(Transit transit, PeerView peers) {
        int group = transit.routeGroup;
        if (group == Fib.NO_ROUTE) {
            return DropReason.NO_ROUTE;
        }
        if (group == Fib.LOCAL_GROUP) {
            transit.nextHop = Transit.LOCAL;
            return null;
        }
        int peer = fib.choose(group, peers);
        if (peer == Packet.NO_PEER) {
            return DropReason.PEER_DOWN;
        }
        transit.nextHop = peer;
        transit.mtu = peers.mtu(peer);
        return null;
    }
}
