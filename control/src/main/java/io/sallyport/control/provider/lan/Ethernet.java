package io.sallyport.control.provider.lan;

import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.PacketSocket;
import java.util.Optional;
import java.util.OptionalInt;

/** The machine's Ethernet interfaces, for frames; a seam, so that timing can be tested without them. For one thread at a time. */
public interface Ethernet extends AutoCloseable {

    /** @param mac the 48 bits of the interface's own address */
    record Port(int link, long mac) {
    }

    /** Empty when there is no such interface, or it is not Ethernet. */
    Optional<Port> port(String name);

    /** @throws io.sallyport.dataplane.linux.LinuxException when the kernel does not take the frame */
    void send(Port port, byte[] frame);

    @Override
    void close();

    /**
     * The real one, of the network namespace of the calling thread.
     *
     * @throws io.sallyport.dataplane.linux.LinuxException without CAP_NET_RAW; later on it is not needed
     */
    static Ethernet ofThisHost() {
        PacketSocket socket = PacketSocket.open();
        Netlink netlink = Netlink.open();
        return new Ethernet() {
            @Override
            public Optional<Port> port(String name) {
                OptionalInt link = netlink.linkIndex(name);
                return link.isEmpty() ? Optional.empty()
                        : netlink.hardwareAddress(name).map(mac -> new Port(link.getAsInt(), bits(mac)));
            }

            @Override
            public void send(Port port, byte[] frame) {
                socket.send(port.link(), frame);
            }

            @Override
            public void close() {
                socket.close();
                netlink.close();
            }
        };
    }

    private static long bits(byte[] mac) {
        long bits = 0;
        for (byte one : mac) {
            bits = bits << Byte.SIZE | Byte.toUnsignedLong(one);
        }
        return bits;
    }
}
