package io.sallyport.dataplane.l4.udp;

import io.sallyport.dataplane.l4.rate.Pacer;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.RawSocket;
import io.sallyport.dataplane.wire.IpAddress;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients by ICMP that their backend is not to be had, as the backend's own kernel would have told them. Any thread; one at
 * a time writes.
 */
public final class UnreachableSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UnreachableSender.class);
    /** As many as a worker of layer 3 may send: "the router SHOULD limit the rate" (RFC 1812 §4.3.2.8, RFC 4443 §2.4). */
    private static final int PER_SECOND = 1_000;

    private final Arena arena = Arena.ofShared();
    private final UnreachablePacket packet = new UnreachablePacket(arena.allocate(UnreachablePacket.MAX_LENGTH, 8));
    private final Optional<RawSocket> v4 = open(false);
    private final Optional<RawSocket> v6 = open(true);
    private final Pacer pacer = new Pacer();
    private boolean closed;

    public UnreachableSender() {
        pacer.bytesPerSecond(PER_SECOND);
    }

    private static Optional<RawSocket> open(boolean v6) {
        try {
            return Optional.of(RawSocket.open(v6));
        } catch (LinuxException e) {
            LOG.info("UDP clients are not told by {} when their backend is unreachable: {}", v6 ? "ICMPv6" : "ICMP", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * @param client to whom
     * @param asked  the address of ours that it had sent to, from which the error comes
     */
    synchronized void send(SessionEnd why, InetSocketAddress client, InetSocketAddress asked) {
        IpAddress to = IpAddress.of(client.getAddress());
        Optional<RawSocket> socket = to.v6() ? v6 : v4;
        if (closed || socket.isEmpty() || !pacer.take(1, System.nanoTime())) {
            return;
        }
        int length = packet.write(why, IpAddress.of(asked.getAddress()), asked.getPort(), to, client.getPort());
        socket.get().send(packet.memory(), length, to.high(), to.low()); // an error about an error is nobody's concern
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            v4.ifPresent(RawSocket::close);
            v6.ifPresent(RawSocket::close);
            arena.close();
        }
    }
}
