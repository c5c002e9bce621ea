package io.sallyport.dataplane.l4.udp;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;

/** Answers every datagram, and keeps who sent what. */
public final class EchoBackend implements Closeable {

    /** @param from the session's socket */
    public record Received(InetSocketAddress from, byte[] bytes) {

        public String hex() {
            return HexFormat.of().formatHex(bytes);
        }
    }

    private final DatagramSocket socket;
    private final UnaryOperator<byte[]> answer;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().name("echo-backend").daemon(true).unstarted(this::serve);

    public EchoBackend(InetAddress address) throws IOException {
        this(address, bytes -> bytes);
    }

    /** @param answer empty: none */
    public EchoBackend(InetAddress address, UnaryOperator<byte[]> answer) throws IOException {
        this.socket = new DatagramSocket(new InetSocketAddress(address, 0));
        this.answer = answer;
        socket.setReceiveBufferSize(4 << 20);
        thread.start();
    }

    private void serve() {
        byte[] buffer = new byte[65_536];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                received.add(new Received((InetSocketAddress) packet.getSocketAddress(), bytes));
                byte[] reply = answer.apply(bytes);
                if (reply.length > 0) {
                    socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    public BlockingQueue<Received> received() {
        return received;
    }

    @Override
    public void close() {
        socket.close();
    }
}
