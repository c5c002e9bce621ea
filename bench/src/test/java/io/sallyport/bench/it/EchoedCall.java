package io.sallyport.bench.it;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Connections to something that sends back what it is sent; each is tried with one byte. */
final class EchoedCall {

    private static final int SOCKET_TIMEOUT_MS = 60_000;
    private static final int CONNECT_TIMEOUT_MS = 2_000;

    private EchoedCall() {
    }

    static boolean answers(Namespace from, String address, int port) {
        try (Socket socket = open(from, address, port)) {
            return socket.isConnected();
        } catch (IOException | CommandException e) { // the latter when nobody listens yet
            return false;
        }
    }

    /** A connection that has carried a byte there and back. */
    static Socket open(Namespace from, String address, int port) throws IOException {
        Socket socket = NamespaceSockets.open(from, () -> connect(address, port));
        try {
            echo(socket);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(String address, int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setSoTimeout(SOCKET_TIMEOUT_MS);
            socket.connect(new InetSocketAddress(address, port), CONNECT_TIMEOUT_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** @throws IOException also when something else comes back, or the end */
    static void echo(Socket socket) throws IOException {
        socket.getOutputStream().write('x');
        if (socket.getInputStream().read() != 'x') {
            throw new IOException("something else came back");
        }
    }
}
