package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A new TCP connection every 5 ms, each of which sends a byte and waits for it to come back: a handshake alone could be a frozen
 * process's kernel.
 */
final class ConnectionProbe implements Probe {

    private static final long PERIOD_NS = 5_000_000;
    /** Shorter than the kernel's first retransmission of a SYN, 1 s (RFC 6298 §2): every answer is to a packet sent at the start. */
    private static final long PATIENCE_NS = 900_000_000;

    private final InetSocketAddress target;
    private final AttemptLog attempts = new AttemptLog(PATIENCE_NS);
    private final Deque<Exchange> underWay = new ArrayDeque<>();
    private final ByteBuffer letter = ByteBuffer.allocateDirect(1);
    private final Thread thread;
    private volatile boolean closed;

    private record Exchange(int number, long startNs, SocketChannel channel) {
    }

    ConnectionProbe(Namespace from, String address, int port) {
        target = new InetSocketAddress(address, port);
        thread = NamespaceSockets.start(from, "connections-" + from.name(), this::run);
    }

    private void run() {
        try (Selector selector = Selector.open()) {
            long dueNs = System.nanoTime();
            while (!closed || !underWay.isEmpty()) {
                long nowNs = System.nanoTime();
                if (!closed && nowNs - dueNs >= 0) {
                    begin(selector, nowNs);
                    dueNs = Math.max(dueNs + PERIOD_NS, nowNs);
                }
                selector.select(Math.max(1, (dueNs - nowNs) / 1_000_000));
                selector.selectedKeys().forEach(this::advance);
                selector.selectedKeys().clear();
                giveUp(System.nanoTime());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(Selector selector, long nowNs) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0); // 200 a second would leave no port out of TIME_WAIT
        Exchange exchange = new Exchange(attempts.begin(nowNs), nowNs, channel);
        underWay.add(exchange);
        channel.register(selector, SelectionKey.OP_CONNECT, exchange);
        try {
            channel.connect(target);
        } catch (IOException e) {
            channel.close(); // no route at this moment: lost
        }
    }

    private void advance(SelectionKey key) {
        Exchange exchange = (Exchange) key.attachment();
        SocketChannel channel = exchange.channel();
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(letter.clear());
                key.interestOps(SelectionKey.OP_READ);
            } else if (channel.read(letter.clear()) != 0) {
                if (letter.position() == 1) {
                    attempts.answered(exchange.number(), System.nanoTime());
                }
                channel.close();
            }
        } catch (IOException e) {
            close(channel); // refused or reset: lost
        }
    }

    private void giveUp(long nowNs) {
        while (!underWay.isEmpty() && (!underWay.getFirst().channel().isOpen()
                || nowNs - underWay.getFirst().startNs() > PATIENCE_NS)) {
            close(underWay.removeFirst().channel());
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public AttemptLog attempts() {
        return attempts;
    }

    @Override
    public void close() {
        closed = true;
        Threads.join(thread);
    }
}
