package io.sallyport.bench.lab.vpc;

import static org.awaitility.Awaitility.await;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.peers.path.NamespaceSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Numbered datagrams from one namespace to an address that now one, now another namespace holds. */
final class DatagramStream implements AutoCloseable {

    private static final int PORT = 7001;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PACE_NS = 200_000;
    /** Well below what a socket's buffer holds, so that a receiver that has no CPU for a while loses nothing. */
    private static final int WINDOW = 64;

    private final DatagramChannel sender;
    private final InetSocketAddress target;
    private final Map<Namespace, DatagramChannel> receivers = new ConcurrentHashMap<>();
    private final Map<Namespace, Queue<Integer>> received = new ConcurrentHashMap<>();
    private final Thread sending = Thread.ofPlatform().name("sender").unstarted(this::send);
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int sent;
    private volatile boolean stopped;

    private DatagramStream(DatagramChannel sender, InetSocketAddress target) {
        this.sender = sender;
        this.target = target;
    }

    static DatagramStream to(String address, Namespace from, Namespace... holders) {
        InetSocketAddress target = new InetSocketAddress(address, PORT);
        DatagramStream stream = new DatagramStream(NamespaceSockets.open(from, DatagramChannel::open), target);
        for (Namespace holder : holders) {
            // enough for the whole stream: what is missing was lost before
            DatagramChannel channel = NamespaceSockets.open(holder, () -> DatagramChannel.open().bind(target));
            stream.receivers.put(holder, channel);
            stream.received.put(holder, new ConcurrentLinkedQueue<>());
            Thread.ofPlatform().name("receiver").daemon().start(() -> stream.receive(holder, channel));
        }
        return stream;
    }

    private void receive(Namespace holder, DatagramChannel channel) {
        ByteBuffer datagram = ByteBuffer.allocate(Integer.BYTES);
        try {
            while (true) {
                channel.receive(datagram.clear());
                received.get(holder).add(datagram.flip().getInt());
                arrived.incrementAndGet();
            }
        } catch (ClosedChannelException e) {
            // the end of the test
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        sending.start();
    }

    private void send() {
        ByteBuffer datagram = ByteBuffer.allocate(Integer.BYTES);
        while (!stopped) {
            if (sent - arrived.get() > WINDOW) {
                LockSupport.parkNanos(PACE_NS);
                continue;
            }
            try {
                sender.send(datagram.clear().putInt(sent).flip(), target);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sent++;
            LockSupport.parkNanos(PACE_NS);
        }
    }

    void awaitReceivedBy(Namespace holder) {
        int before = received.get(holder).size();
        await().atMost(PATIENCE).until(() -> received.get(holder).size() > before + 10);
    }

    void stop() {
        stopped = true;
        Threads.join(sending);
    }

    /** Numbers of all that arrived, whoever got them. */
    List<Integer> received() {
        List<Integer> all = new ArrayList<>();
        received.values().forEach(all::addAll);
        return all;
    }

    /** Numbers of those that did not. */
    List<Integer> missing() {
        Set<Integer> all = new HashSet<>(received());
        return IntStream.range(0, sent).filter(number -> !all.contains(number)).boxed().toList();
    }

    @Override
    public void close() {
        stop();
        try {
            sender.close();
            for (DatagramChannel receiver : receivers.values()) {
                receiver.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
