package io.sallyport.dataplane.port.udp;

import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.port.Port;
import java.util.List;

/** One socket of a {@link UdpUnderlay}. */
public final class UdpPort implements Port {

    /** What fits behind the smaller header, IPv4's, in 65 535 bytes. */
    static final int MAX_PAYLOAD = 65_535 - 20 - 8;

    private final String name;
    private final DatagramSocket socket;
    private final IcmpErrors errors;
    private final UdpReceiver receiver;
    private final UdpSender sender;
    private boolean closed;

    UdpPort(String name, DatagramSocket socket, IcmpErrors errors, UdpReceiver receiver, UdpSender sender) {
        this.name = name;
        this.socket = socket;
        this.errors = errors;
        this.receiver = receiver;
        this.sender = sender;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int read(PacketBatch into) {
        return receiver.read(into);
    }

    @Override
    public void write(PacketBatch from) {
        sender.write(from);
    }

    @Override
    public int mtu() {
        return MAX_PAYLOAD;
    }

    @Override
    public Offloads offloads() {
        return new Offloads(List.of(sender.segmentation().state(), receiver.gro().state()));
    }

    @Override
    public int fileDescriptor() {
        return socket.fd();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            socket.close();
            receiver.close();
            sender.close();
            errors.close();
        }
    }
}
