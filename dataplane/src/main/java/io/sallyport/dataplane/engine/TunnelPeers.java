package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.tunnel.PeerTable;

/** Shows the pipeline what the tunnel knows of the snapshot's peers. One worker's. */
final class TunnelPeers implements PeerView {

    private PeerTable table;

    void adopt(PeerTable peers) {
        table = peers;
    }

    @Override
    public int state(int peer) {
        return table.state(peer);
    }

    @Override
    public int mtu(int peer) {
        return table.mtu(peer);
    }
}
