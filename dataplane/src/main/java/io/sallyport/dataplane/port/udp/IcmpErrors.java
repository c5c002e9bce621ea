package io.sallyport.dataplane.port.udp;

import io.sallyport.dataplane.linux.ControlMessages;
import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.MessageVector;
import io.sallyport.dataplane.linux.SocketAddress;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The socket's error queue (ip(7), {@code IP_RECVERR}): ICMP errors about datagrams that we sent, and the kernel's own word
 * that one was larger than the path MTU it knows.
 *
 * <p>Refused and unreachable endpoints are only counted: the tunnel notices by itself that nobody answers, and anybody on the
 * path could forge such an error to cut us off.
 */
final class IcmpErrors {

    /** {@link #drain} when nothing was sent just now. */
    static final int NO_PORT = 0;

    private static final int MAX_DRAINED = 64;
    private static final int CONTROL_BYTES = 256;

    /** {@code struct sock_extended_err}: errno:4 origin:1 type:1 code:1 pad:1 info:4 data:4. */
    private static final int EE_ERRNO = 0;
    private static final int EE_ORIGIN = 4;
    private static final int EE_INFO = 8;
    private static final int SO_EE_ORIGIN_LOCAL = 1;

    private final int fd;
    private final WorkerStats stats;
    private final PathMtuListener pathMtu;
    private final MessageVector vector = new MessageVector(1, CONTROL_BYTES);
    private boolean pending;

    IcmpErrors(int fd, WorkerStats stats, PathMtuListener pathMtu) {
        this.fd = fd;
        this.stats = stats;
        this.pathMtu = pathMtu;
        vector.buffer(0, vector.memory().address() + vector.name(0), 0); // the returned payload is of no use
    }

    /** Whether the last {@link #drain} left something: the descriptor polls as in error until that is gone too. */
    boolean pending() {
        return pending;
    }

    /**
     * Empties the queue, within a bound.
     *
     * @param lastPort to which we sent last: what the kernel itself says of an IPv4 datagram lacks the port
     */
    void drain(int lastPort) {
        for (int i = 0; i < MAX_DRAINED; i++) {
            vector.expect(0);
            if (vector.receiveOne(fd, MessageVector.MSG_ERRQUEUE) < 0) {
                pending = false;
                return;
            }
            take(lastPort);
        }
        pending = true;
    }

    private void take(int lastPort) {
        MemorySegment memory = vector.memory();
        long at = vector.control(0);
        long end = at + vector.controlLength(0);
        while (ControlMessages.present(memory, at, end)) {
            if (ControlMessages.is(memory, at, DatagramSocket.SOL_IP, DatagramSocket.IP_RECVERR)
                    || ControlMessages.is(memory, at, DatagramSocket.SOL_IPV6, DatagramSocket.IPV6_RECVERR)) {
                takeError(ControlMessages.data(at), lastPort);
            }
            at = ControlMessages.next(memory, at);
        }
    }

    private void takeError(long error, int lastPort) {
        MemorySegment memory = vector.memory();
        if (memory.get(ValueLayout.JAVA_BYTE, error + EE_ORIGIN) != SO_EE_ORIGIN_LOCAL) {
            stats.increment(Counter.WAN_ICMP_ERRORS);
        }
        int mtu = memory.get(ValueLayout.JAVA_INT_UNALIGNED, error + EE_INFO);
        if (memory.get(ValueLayout.JAVA_INT_UNALIGNED, error + EE_ERRNO) == Errno.EMSGSIZE && mtu > 0) {
            long name = vector.name(0); // the endpoint that our datagram was for
            int port = SocketAddress.port(memory, name);
            pathMtu.pathMtu(SocketAddress.isV6(memory, name), SocketAddress.high(memory, name),
                    SocketAddress.low(memory, name), port == 0 ? lastPort : port, mtu);
        }
    }

    void close() {
        vector.close();
    }
}
