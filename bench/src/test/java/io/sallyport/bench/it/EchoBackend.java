package io.sallyport.bench.it;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends back what it is sent, over TCP and UDP at one port, and remembers who called and how each call ended. */
final class EchoBackend implements AutoCloseable {

    private static final int MAX_DATAGRAM = 65_536;
    private static final int BACKLOG = 1024;

    /** @param reset whether it ended by a reset instead of an end of the stream */
    record Ended(InetAddress caller, boolean reset) {
    }

    private final ServerSocket listener;
    private final DatagramSocket datagrams;
    private final Set<InetAddress> callers = ConcurrentHashMap.newKeySet();
    private final Collection<Ended> ended = new ConcurrentLinkedQueue<>();

    private EchoBackend(ServerSocket listener, DatagramSocket datagrams) {
        this.listener = listener;
        this.datagrams = datagrams;
    }

    static EchoBackend in(Namespace namespace) {
        ServerSocket listener = NamespaceSockets.open(namespace, () -> new ServerSocket(0, BACKLOG));
        // nobody else is in the namespace, who could have the port
        DatagramSocket datagrams = NamespaceSockets.open(namespace, () -> new DatagramSocket(listener.getLocalPort()));
        EchoBackend backend = new EchoBackend(listener, datagrams);
        Thread.ofVirtual().name("echo-streams").start(backend::serve);
        Thread.ofPlatform().daemon(true).name("echo-datagrams").start(backend::echoDatagrams);
        return backend;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** By TCP or UDP. */
    Set<InetAddress> callers() {
        return callers;
    }

    Collection<Ended> ended() {
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

    private void echoDatagrams() {
        DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
        try {
            while (true) {
                packet.setLength(MAX_DATAGRAM);
                datagrams.receive(packet);
                callers.add(packet.getAddress());
                datagrams.send(packet);
            }
        } catch (IOException e) {
            // closed
        }
    }

    @Override
    public void close() {
        datagrams.close();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
