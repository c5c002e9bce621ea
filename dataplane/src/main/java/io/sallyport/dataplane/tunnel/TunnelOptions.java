package io.sallyport.dataplane.tunnel;

/**
 * What is fixed when the tunnel starts.
 *
 * @param handshakeLoad handshake messages a second from which on the sender must prove its address with a cookie
 * @param stagedPerPeer packets that may wait for one peer's handshake, per worker
 */
public record TunnelOptions(int handshakeLoad, int stagedPerPeer) {

    /** 256 handshakes a second cost about a twentieth of a core. */
    public static final TunnelOptions DEFAULT = new TunnelOptions(256, 64);
}
