package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** One TCP connection that stays: small requests, each sent when the one before was answered. */
final class EchoFlow implements AutoCloseable {

    private static final long PAUSE_NS = 2_000_000;
    private static final int BYTES = 16;
    private static final int CONNECT_MS = 5_000;

    private final SocketChannel channel;
    private final Thread thread;
    private long longestNs;
    private long lastNs = System.nanoTime();
    private long answers;
    private String broken = "";
    private volatile boolean closed;

    EchoFlow(Namespace from, String address, int port) {
        channel = NamespaceSockets.open(from, () -> {
            SocketChannel opened = SocketChannel.open();
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.socket().connect(new InetSocketAddress(address, port), CONNECT_MS);
            return opened;
        });
        thread = Thread.ofPlatform().name("flow-" + from.name()).daemon().start(this::run);
    }

    private void run() {
        ByteBuffer letter = ByteBuffer.allocateDirect(BYTES);
        try {
            while (!closed) {
                channel.write(letter.clear());
                letter.clear();
                while (letter.hasRemaining()) {
                    if (channel.read(letter) < 0) {
                        throw new IOException("closed by the other end");
                    }
                }
                answered(System.nanoTime());
                LockSupport.parkNanos(PAUSE_NS);
            }
        } catch (IOException e) {
            breaks(e);
        }
    }

    private synchronized void answered(long nowNs) {
        longestNs = Math.max(longestNs, nowNs - lastNs);
        lastNs = nowNs;
        answers++;
    }

    private synchronized void breaks(IOException cause) {
        if (!closed) {
            broken = String.valueOf(cause.getMessage());
        }
    }

    /** Forgets what was before. */
    synchronized void restart() {
        longestNs = 0;
        lastNs = System.nanoTime();
        answers = 0;
    }

    synchronized long answers() {
        return answers;
    }

    /** Why the connection ended; empty while it stands. */
    synchronized String broken() {
        return broken;
    }

    /** The longest time between two answers, the one that lasts included. */
    synchronized Duration longestGap() {
        return Duration.ofNanos(Math.max(longestNs, System.nanoTime() - lastNs));
    }

    synchronized Duration sinceLastAnswer() {
        return Duration.ofNanos(System.nanoTime() - lastNs);
    }

    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new CommandException("cannot close a connection", e);
        }
        Threads.join(thread);
    }
}
