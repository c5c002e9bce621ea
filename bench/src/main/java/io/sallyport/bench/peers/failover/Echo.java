package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Sends everything back, over TCP and UDP of the same port; one thread for all. */
final class Echo implements AutoCloseable {

    static final int PORT = 7_001;

    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2_048);

    Echo(Namespace at) {
        selector = NamespaceSockets.open(at, Echo::listen);
        Thread.ofPlatform().name("echo-" + at.name()).daemon().start(this::run);
    }

    private static Selector listen() throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel tcp = ServerSocketChannel.open();
        tcp.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
        tcp.bind(new InetSocketAddress(PORT), 1_024);
        DatagramChannel udp = DatagramChannel.open();
        udp.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        udp.bind(new InetSocketAddress(PORT));
        return selector;
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::serve);
            }
        } catch (ClosedSelectorException e) {
            // the end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        try {
            switch (key.channel()) {
                case ServerSocketChannel listener -> {
                    SocketChannel accepted = listener.accept();
                    if (accepted != null) {
                        accepted.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                    }
                }
                case SocketChannel peer -> answer(peer);
                case DatagramChannel peers -> answer(peers);
                default -> throw new IllegalStateException("nothing else is registered");
            }
        } catch (IOException e) {
            close(key);
        }
    }

    /** A few bytes always find room in the socket's buffer. */
    private void answer(SocketChannel peer) throws IOException {
        if (peer.read(buffer.clear()) < 0) {
            peer.close();
        } else {
            peer.write(buffer.flip());
        }
    }

    private void answer(DatagramChannel peers) throws IOException {
        SocketAddress from;
        while ((from = peers.receive(buffer.clear())) != null) {
            peers.send(buffer.flip(), from);
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every connection is reset or closed, as at the end of a process. A second call does nothing. */
    @Override
    public void close() {
        if (!selector.isOpen()) {
            return;
        }
        selector.keys().forEach(Echo::close);
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
