package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Random bytes over one TCP connection between two namespaces, compared by their digests. */
final class TcpTransfer {

    private static final int TIMEOUT_MS = 30_000;
    private static final int BLOCK = 1 << 16;

    private TcpTransfer() {
    }

    /** What the server saw. */
    private record Received(InetAddress caller, byte[] digest) {
    }

    /**
     * @param target the server's address as the client knows it
     * @param caller the client's address as the server must see it
     */
    static void check(Namespace client, Namespace server, String target, String caller, long bytes) throws Exception {
        try (ServerSocket listener = NamespaceSockets.open(server, () -> new ServerSocket(0))) {
            listener.setSoTimeout(TIMEOUT_MS);
            FutureTask<Received> receiving = new FutureTask<>(() -> receive(listener));
            Thread.ofVirtual().start(receiving);
            byte[] sent = send(client, new InetSocketAddress(InetAddress.ofLiteral(target), listener.getLocalPort()), bytes);
            Received received = get(receiving);
            assertThat(received.digest).as("SHA-256 of what %s got from %s", server, client).isEqualTo(sent);
            assertThat(received.caller).as("the client as %s saw it", server).isEqualTo(InetAddress.ofLiteral(caller));
        }
    }

    private static Received get(FutureTask<Received> receiving) throws Exception {
        try {
            return receiving.get();
        } catch (ExecutionException e) {
            throw new IOException("the server's side failed", e.getCause());
        }
    }

    private static byte[] send(Namespace client, InetSocketAddress target, long bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        SplittableRandom random = new SplittableRandom(bytes);
        byte[] block = new byte[BLOCK];
        try (Socket socket = NamespaceSockets.open(client, () -> connected(target))) {
            OutputStream out = socket.getOutputStream();
            for (long left = bytes; left > 0; left -= BLOCK) {
                random.nextBytes(block);
                int n = (int) Math.min(left, BLOCK);
                digest.update(block, 0, n);
                out.write(block, 0, n);
            }
            socket.shutdownOutput();
            // the server closes when it has read all
            socket.getInputStream().read();
        }
        return digest.digest();
    }

    private static Socket connected(InetSocketAddress target) throws IOException {
        Socket socket = new Socket();
        socket.connect(target, TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static Received receive(ServerSocket listener) throws Exception {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout(TIMEOUT_MS);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] block = new byte[BLOCK];
            for (int n = socket.getInputStream().read(block); n >= 0; n = socket.getInputStream().read(block)) {
                digest.update(block, 0, n);
            }
            return new Received(socket.getInetAddress(), digest.digest());
        }
    }
}
