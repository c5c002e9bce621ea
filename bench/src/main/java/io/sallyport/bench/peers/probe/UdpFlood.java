package io.sallyport.bench.peers.probe;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.peers.path.NamespaceSockets;
import io.sallyport.bench.peers.probe.LossFreeRate.Trial;
import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.MessageVector;
import io.sallyport.dataplane.linux.SocketAddress;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * UDP datagrams of one length at a steady rate, and a count of those that arrive.
 *
 * <p>Sender and receiver share few cores with what they measure. So both work in bursts by sendmmsg(2) and recvmmsg(2) and
 * sleep in between: the sender for {@link #BURST_NS}, the receiver while its socket's buffer has room for much more.
 */
public final class UdpFlood implements AutoCloseable {

    private static final int PORT = 7_008;
    private static final int LONGEST = 1_200;
    private static final int BATCH = 64;
    private static final int SOCKET_BUFFER = 16 << 20;
    private static final long BURST_NS = 200_000;
    private static final long NAP_NS = 1_000_000;
    /** Silence after which nothing more is on its way. */
    private static final long SILENCE_NS = Duration.ofMillis(100).toNanos();
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment payload = arena.allocate(LONGEST);
    private final MessageVector outgoing = new MessageVector(BATCH, 0);
    private final MessageVector incoming = new MessageVector(BATCH, 0);
    private final DatagramSocket sender;
    private final DatagramSocket receiver;
    private final Thread counting;
    private volatile boolean open = true;
    /** Since the start; written by the counting thread alone. */
    private volatile long arrived;

    public UdpFlood(Namespace client, Namespace server, String target) {
        MemorySegment discarded = arena.allocate((long) BATCH * LONGEST);
        for (int i = 0; i < BATCH; i++) {
            outgoing.supply(i, 0, 0);
            incoming.buffer(i, discarded.address() + (long) i * LONGEST, LONGEST);
            incoming.expect(i);
        }
        receiver = NamespaceSockets.open(server, UdpFlood::bound);
        sender = NamespaceSockets.open(client, () -> connected(target));
        counting = Thread.ofPlatform().name("count-" + server.name()).daemon(true).start(this::count);
    }

    private static DatagramSocket bound() {
        DatagramSocket socket = DatagramSocket.open();
        socket.buffers(SOCKET_BUFFER);
        int errno = socket.bind(PORT);
        if (errno != 0) {
            throw new CommandException("UDP port " + PORT + " cannot be bound, errno " + errno);
        }
        return socket;
    }

    private static DatagramSocket connected(String target) {
        DatagramSocket socket = DatagramSocket.open();
        socket.buffers(SOCKET_BUFFER);
        try (Arena arena = Arena.ofConfined()) {
            IpAddress address = IpAddress.parse(target);
            MemorySegment name = arena.allocate(SocketAddress.SIZE, Long.BYTES);
            int length = SocketAddress.write(name, 0, socket.family(), address.v6(), address.high(), address.low(), PORT);
            check(LIBC.connect(socket.fd(), name.address(), length), "cannot connect a UDP socket to " + target);
        }
        return socket;
    }

    /**
     * Sends for {@code duration} at {@code pps} packets per second and waits for the last to arrive.
     *
     * @param bytes of payload, 1 to 1 200
     */
    public Trial send(int bytes, int pps, Duration duration) {
        for (int i = 0; i < BATCH; i++) {
            outgoing.buffer(i, payload.address(), bytes);
        }
        long before = awaitSilence();
        long start = System.nanoTime();
        long sent = 0;
        long elapsed;
        while ((elapsed = System.nanoTime() - start) < duration.toNanos()) {
            long due = elapsed * pps / NANOS_PER_SECOND;
            sent += burst(Math.min(due - sent, largestBurst(pps)));
            LockSupport.parkNanos(BURST_NS);
        }
        return new Trial(sent, awaitSilence() - before, elapsed / (double) NANOS_PER_SECOND);
    }

    /** A sender that was off the CPU for long catches up step by step, or it would measure queues in place of rates. */
    private static long largestBurst(int pps) {
        return Math.max(BATCH, pps / 500);
    }

    /** @return how many of {@code count} the kernel took; fewer when the socket's buffer is full */
    private long burst(long count) {
        long sent = 0;
        while (sent < count) {
            int accepted = outgoing.send(sender.fd(), 0, (int) Math.min(BATCH, count - sent));
            if (accepted <= 0) {
                break;
            }
            sent += accepted;
        }
        return sent;
    }

    /** @return how many have arrived since the start, once no more come */
    private long awaitSilence() {
        long last;
        do {
            last = arrived;
            LockSupport.parkNanos(SILENCE_NS);
        } while (arrived != last);
        return last;
    }

    private void count() {
        long total = 0;
        while (open) {
            int received = incoming.receive(receiver.fd(), BATCH);
            if (received > 0) {
                total += received;
                arrived = total;
            }
            if (received < BATCH) {
                LockSupport.parkNanos(NAP_NS);
            }
        }
    }

    @Override
    public void close() {
        open = false;
        Threads.join(counting);
        receiver.close();
        sender.close();
        outgoing.close();
        incoming.close();
        arena.close();
    }
}
