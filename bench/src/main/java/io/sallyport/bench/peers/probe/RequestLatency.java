package io.sallyport.bench.peers.probe;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * A request of 64 bytes and its answer of 64 bytes over one TCP connection, one at a time: how long each takes. Every measurement
 * has a connection of its own: between two of them a proxy may close one as idle.
 */
public final class RequestLatency implements AutoCloseable {

    private static final int PORT = 7_007;
    private static final int BYTES = 64;
    private static final int CONNECT_MS = 5_000;
    private static final long LONGEST_NS = Duration.ofSeconds(10).toNanos();

    private final Namespace client;
    private final String target;
    private final ServerSocketChannel listener;

    public RequestLatency(Namespace client, Namespace server, String target) {
        this.client = client;
        this.target = target;
        this.listener = NamespaceSockets.open(server, () -> ServerSocketChannel.open().bind(new InetSocketAddress(PORT)));
        Thread.ofPlatform().name("echo-" + server.name()).daemon(true).start(this::serve);
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().connect(new InetSocketAddress(target, PORT), CONNECT_MS);
        return channel;
    }

    /** One connection after the other; ends with the listener. */
    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel accepted = listener.accept()) {
                echo(accepted);
            } catch (IOException e) {
                // the client's end broke, or the listener was closed
            }
        }
    }

    private static void echo(SocketChannel accepted) throws IOException {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        while (readWhole(accepted, buffer)) {
            accepted.write(buffer);
        }
    }

    private static boolean readWhole(SocketChannel channel, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    /** Times in nanoseconds, of requests sent for as long as {@code duration}. */
    public Histogram measure(Duration duration) {
        Histogram histogram = new Histogram(LONGEST_NS, 3);
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        try (SocketChannel connection = NamespaceSockets.open(client, this::connect)) {
            long start = System.nanoTime();
            long sent = start;
            while (sent - start < duration.toNanos()) {
                buffer.clear();
                connection.write(buffer);
                if (!readWhole(connection, buffer)) {
                    throw new CommandException("the connection was closed while requests were timed");
                }
                long answered = System.nanoTime();
                histogram.recordValue(Math.min(answered - sent, LONGEST_NS));
                sent = answered;
            }
        } catch (IOException e) {
            throw new CommandException("the connection broke while requests were timed: " + e.getMessage(), e);
        }
        return histogram;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            // the namespace goes next, and with it the socket
        }
    }
}
