package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** Sockets of clients in a namespace. Each call has its deadline: nothing that is tested may hang a test. */
final class Sockets {

    static final int TIMEOUT_MS = 30_000;
    private static final int BLOCK = 1 << 16;

    private Sockets() {
    }

    static Socket call(Namespace from, String address, int port) throws IOException {
        Socket socket = NamespaceSockets.open(from, () -> {
            Socket fresh = new Socket();
            fresh.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), TIMEOUT_MS);
            return fresh;
        });
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    /** A client that is refused may learn of it while it connects already. */
    static void assertReset(Namespace from, String address, int port) {
        assertThatThrownBy(() -> {
            try (Socket socket = call(from, address, port)) {
                socket.getInputStream().read();
            }
        }).hasStackTraceContaining("reset");
    }

    /** Connected, so that it hears of ICMP errors (udp(7)). */
    static DatagramSocket datagrams(Namespace from, String address, int port) throws IOException {
        DatagramSocket socket = NamespaceSockets.open(from, () -> new DatagramSocket());
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    /** Small enough for the buffers on the way, so that one thread may write all before it reads. */
    static void assertEchoed(Socket socket, int bytes) throws IOException {
        byte[] sent = random(bytes);
        socket.getOutputStream().write(sent);
        assertThat(socket.getInputStream().readNBytes(bytes)).isEqualTo(sent);
    }

    /** Any amount, read while it is written. @param bytes a multiple of 64 KiB */
    static void assertEchoedInBulk(Socket socket, long bytes) throws Exception {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(socket, bytes), Thread::startVirtualThread);
        SplittableRandom expected = new SplittableRandom(bytes);
        byte[] block = new byte[BLOCK];
        for (long read = 0; read < bytes; read += BLOCK) {
            expected.nextBytes(block);
            assertThat(Arrays.equals(socket.getInputStream().readNBytes(BLOCK), block)).as("the block at %d", read).isTrue();
        }
        sending.get();
        assertThat(socket.getInputStream().read()).as("what comes behind the last byte").isEqualTo(-1);
    }

    private static void send(Socket socket, long bytes) {
        SplittableRandom random = new SplittableRandom(bytes);
        byte[] block = new byte[BLOCK];
        try {
            for (long sent = 0; sent < bytes; sent += BLOCK) {
                random.nextBytes(block);
                socket.getOutputStream().write(block);
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertEchoed(DatagramSocket socket, int bytes) throws IOException {
        byte[] sent = random(bytes);
        socket.send(new DatagramPacket(sent, bytes));
        assertThat(receive(socket)).isEqualTo(sent);
    }

    static byte[] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(random);
        return random;
    }

    /** Ends a connection by a reset. */
    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
