package io.sallyport.dataplane.port.udp;

/** Hears what the underlay says about the path to an endpoint. Called by the port's worker, during a read or a write. */
@FunctionalInterface
public interface PathMtuListener {

    PathMtuListener NONE = (v6, high, low, port, mtu) -> { };

    /**
     * @param v6   family of the endpoint; {@code high} and {@code low} as in {@link io.sallyport.dataplane.wire.IpAddress}
     * @param mtu  bytes of the largest outer IP packet that gets through
     */
    void pathMtu(boolean v6, long high, long low, int port, int mtu);
}
