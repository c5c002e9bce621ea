package io.sallyport.bench.it;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends back what it is sent, over TCP, and remembers who called and how each call ended. */
final class EchoBackend implements AutoCloseable {

    /** @param reset whether it ended by a reset instead of an end of the stream */
    record Ended(InetAddress caller, boolean reset) {
    }

    private final ServerSocket listener;
    private final List<InetAddress> callers = new CopyOnWriteArrayList<>();
    private final List<Ended> ended = new CopyOnWriteArrayList<>();

    private EchoBackend(ServerSocket listener) {
        this.listener = listener;
    }

    static EchoBackend in(Namespace namespace) {
        EchoBackend backend = new EchoBackend(NamespaceSockets.open(namespace, () -> new ServerSocket(0)));
        Thread.ofVirtual().name("echo-backend").start(backend::serve);
        return backend;
    }

    int port() {
        return listener.getLocalPort();
    }

    List<InetAddress> callers() {
        return callers;
    }

    List<Ended> ended() {
        return ended;
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket call = listener.accept();
                Thread.ofVirtual().start(() -> echo(call));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void echo(Socket call) {
        InetAddress caller = ((InetSocketAddress) call.getRemoteSocketAddress()).getAddress();
        callers.add(caller);
        try (call) {
            call.getInputStream().transferTo(call.getOutputStream());
            ended.add(new Ended(caller, false));
        } catch (IOException e) {
            ended.add(new Ended(caller, true));
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
