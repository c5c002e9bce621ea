package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A numbered datagram every 2 ms, which is to come back: what a host that sends through the pair sees. */
final class DatagramProbe implements Probe {

    private static final long PERIOD_NS = 2_000_000;
    private static final long PATIENCE_NS = 500_000_000;

    private final InetSocketAddress target;
    private final AttemptLog attempts = new AttemptLog(PATIENCE_NS);
    private final ByteBuffer datagram = ByteBuffer.allocateDirect(Integer.BYTES);
    private final Thread thread;
    private volatile boolean closed;

    DatagramProbe(Namespace from, String address, int port) {
        target = new InetSocketAddress(address, port);
        thread = NamespaceSockets.start(from, "datagrams-" + from.name(), this::run);
    }

    private void run() {
        try (Selector selector = Selector.open(); DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            long dueNs = System.nanoTime();
            long lastNs = dueNs;
            while (!closed || System.nanoTime() - lastNs < PATIENCE_NS) {
                long nowNs = System.nanoTime();
                if (!closed && nowNs - dueNs >= 0) {
                    send(channel, nowNs);
                    lastNs = nowNs;
                    dueNs = Math.max(dueNs + PERIOD_NS, nowNs);
                }
                selector.select(1);
                selector.selectedKeys().clear();
                receive(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(DatagramChannel channel, long nowNs) {
        int number = attempts.begin(nowNs);
        try {
            channel.send(datagram.clear().putInt(number).flip(), target);
        } catch (IOException e) {
            // no route, or no neighbour, at this moment: lost
        }
    }

    private void receive(DatagramChannel channel) throws IOException {
        while (channel.receive(datagram.clear()) != null) {
            attempts.answered(datagram.flip().getInt(), System.nanoTime());
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
