package io.sallyport.dataplane.pipeline;

/** What the pipeline may ask about a peer of the current snapshot. Called per packet: constant time, no allocation. */
public interface PeerView {

    /** A session is established. */
    int UP = 2;
    /** No session yet, a handshake is on its way: the tunnel holds packets back for a moment. */
    int CONNECTING = 1;
    /** Handshakes go unanswered, or no endpoint is known. */
    int DOWN = 0;

    int state(int peer);

    /** The largest inner IP packet that fits the path to the peer now, in bytes. */
    int mtu(int peer);
}
