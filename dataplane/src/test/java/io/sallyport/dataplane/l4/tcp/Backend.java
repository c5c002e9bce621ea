package io.sallyport.dataplane.l4.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback, whose connections the test takes one by one or has echoed. */
public final class Backend implements AutoCloseable {

    private static final int DEADLINE_S = 30;

    private final ServerSocket server;
    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private final Queue<Socket> all = new ConcurrentLinkedQueue<>();
    private final boolean echo;
    private final Thread accepting;

    private Backend(boolean echo) throws IOException {
        this.echo = echo;
        server = new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"));
        accepting = Thread.ofPlatform().daemon().start(this::accept);
    }

    public static Backend manual() throws IOException {
        return new Backend(false);
    }

    /** Echoes until the client's stream ends, then ends its own. */
    public static Backend echoing() throws IOException {
        return new Backend(true);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                all.add(socket);
                if (echo) {
                    Thread.ofPlatform().daemon().start(() -> echo(socket));
                } else {
                    accepted.add(socket);
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    private static void echo(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // the test broke it
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public Socket next() throws Exception {
        Socket socket = accepted.poll(DEADLINE_S, TimeUnit.SECONDS);
        if (socket == null) {
            throw new AssertionError("nobody connected to the backend");
        }
        socket.setSoTimeout(DEADLINE_S * 1_000);
        return socket;
    }

    /** When it returns, the port refuses connections: a socket under an accept is closed by the accepting thread. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : all) {
            socket.close();
        }
    }
}
