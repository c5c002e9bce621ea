package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The outer address and port of a peer; the address as in {@link IpAddress}. */
record Endpoint(boolean v6, long high, long low, int port) {

    static Endpoint of(InetSocketAddress address) {
        IpAddress ip = IpAddress.of(address.getAddress());
        return new Endpoint(ip.v6(), ip.high(), ip.low(), address.getPort());
    }

    /** Where a received train came from. */
    static Endpoint of(Packet train) {
        return new Endpoint(train.remoteV6(), train.remoteHigh(), train.remoteLow(), train.remotePort());
    }

    boolean isSourceOf(Packet train) {
        return low == train.remoteLow() && high == train.remoteHigh() && port == train.remotePort() && v6 == train.remoteV6();
    }

    void addressTo(Packet train) {
        train.remote(v6, high, low, port);
    }

    /** Address and port as bytes, the input of a cookie's MAC. */
    byte[] toBytes() {
        byte[] address = new IpAddress(v6, high, low).toBytes();
        return ByteBuffer.allocate(address.length + Short.BYTES).put(address).putShort((short) port).array();
    }

    @Override
    public String toString() {
        String address = new IpAddress(v6, high, low).toString();
        return v6 ? "[" + address + "]:" + port : address + ":" + port;
    }
}
