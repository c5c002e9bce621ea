package io.sallyport.dataplane.l4.udp;

import static io.sallyport.dataplane.l4.udp.UdpFixture.DEADLINE;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A client of one connector: a connected socket, which hears of ICMP errors. */
public final class UdpClient implements Closeable {

    private final DatagramSocket socket;

    /** @param from port 0: the kernel chooses */
    public UdpClient(InetSocketAddress from, InetSocketAddress connector) throws IOException {
        socket = new DatagramSocket(from);
        socket.connect(connector);
        socket.setReceiveBufferSize(4 << 20);
        socket.setSoTimeout((int) DEADLINE.toMillis());
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public InetSocketAddress connector() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    public void send(byte[] bytes) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length));
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    public String receiveText() throws IOException {
        return new String(receive(), StandardCharsets.UTF_8);
    }

    public String ask(String text) throws IOException {
        send(text);
        return receiveText();
    }

    @Override
    public void close() {
        socket.close();
    }
}
