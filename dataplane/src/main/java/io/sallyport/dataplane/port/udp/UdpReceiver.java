package io.sallyport.dataplane.port.udp;

import io.sallyport.dataplane.linux.ControlMessages;
import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.MessageVector;
import io.sallyport.dataplane.linux.SocketAddress;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.MemorySegment;

/** Receives trains straight into packet buffers, many a call. */
final class UdpReceiver {

    /** Messages a call; more would only spread the same trains over more of the cache. */
    private static final int BATCH = 32;
    /** Segment size and traffic class, with room for the kernel to say each for both families, and how much it has lost. */
    private static final int CONTROL_BYTES = 5 * ControlMessages.INT_SPACE;
    /** A flood of ICMP errors must not keep the worker from its other work. */
    private static final int MAX_ERRORS = 8;

    private final int fd;
    private final OffloadSwitch gro;
    private final IcmpErrors errors;
    private final PacketPool pool;
    private final WorkerStats stats;
    private final MessageVector vector = new MessageVector(BATCH, CONTROL_BYTES);
    /** The packet that message {@code i} is to fill, ready for the kernel; {@code null} once it has been handed on. */
    private final Packet[] armed = new Packet[BATCH];
    /** What the kernel said last; an unsigned number that may wrap. */
    private int lostSoFar;

    UdpReceiver(int fd, OffloadSwitch gro, IcmpErrors errors, PacketPool pool, WorkerStats stats) {
        this.fd = fd;
        this.gro = gro;
        this.errors = errors;
        this.pool = pool;
        this.stats = stats;
    }

    OffloadSwitch gro() {
        return gro;
    }

    int read(PacketBatch into) {
        if (errors.pending()) {
            errors.drain(IcmpErrors.NO_PORT);
        }
        int before = into.size();
        int failures = 0;
        while (!into.isFull()) {
            int wanted = arm(Math.min(into.space(), BATCH));
            if (wanted == 0) {
                break; // no packet is free: what is not read waits in the socket
            }
            int received = vector.receive(fd, wanted);
            if (received < 0) {
                if (Errno.last() == Errno.EAGAIN || failures++ == MAX_ERRORS) {
                    break;
                }
                failed(Errno.last());
                continue;
            }
            take(received, into);
            if (received < wanted) {
                break;
            }
        }
        return into.size() - before;
    }

    /** Has the first {@code wanted} messages ready; those that the last call did not fill still are. */
    private int arm(int wanted) {
        for (int i = 0; i < wanted; i++) {
            if (armed[i] == null) {
                Packet packet = pool.acquire();
                if (packet == null) {
                    return i;
                }
                armed[i] = packet;
                vector.buffer(i, packet.address(), Packet.MAX_LENGTH);
                vector.expect(i);
            }
        }
        return wanted;
    }

    /** An error here is about a datagram that we sent earlier: its ICMP answer has been waiting at the socket. */
    private void failed(int errno) {
        if (errno == Errno.EINTR) {
            return;
        }
        if (errno == Errno.EBADF || errno == Errno.ENOMEM || errno == Errno.EINVAL) {
            stats.drop(DropReason.PORT_READ_ERROR);
        } else {
            errors.drain(IcmpErrors.NO_PORT);
        }
    }

    private void take(int received, PacketBatch into) {
        long datagrams = 0;
        long bytes = 0;
        for (int i = 0; i < received; i++) {
            Packet packet = armed[i];
            armed[i] = null;
            if (vector.truncated(i)) {
                stats.drop(DropReason.PORT_TRUNCATED);
                packet.release();
                continue;
            }
            packet.length(vector.transferred(i));
            readName(i, packet);
            readControl(i, packet);
            into.add(packet);
            datagrams += Side.WAN.packets(packet);
            bytes += packet.length();
        }
        Side.WAN.received(stats, datagrams, bytes);
    }

    private void readName(int i, Packet packet) {
        MemorySegment memory = vector.memory();
        long name = vector.name(i);
        packet.remote(SocketAddress.isV6(memory, name), SocketAddress.high(memory, name), SocketAddress.low(memory, name),
                SocketAddress.port(memory, name));
    }

    private void readControl(int i, Packet packet) {
        MemorySegment memory = vector.memory();
        long at = vector.control(i);
        long end = at + vector.controlLength(i);
        while (ControlMessages.present(memory, at, end)) {
            if (ControlMessages.is(memory, at, DatagramSocket.SOL_UDP, DatagramSocket.UDP_GRO)) {
                packet.segmentSize(ControlMessages.number(memory, at));
            } else if (ControlMessages.is(memory, at, DatagramSocket.SOL_IP, DatagramSocket.IP_TOS)
                    || ControlMessages.is(memory, at, DatagramSocket.SOL_IPV6, DatagramSocket.IPV6_TCLASS)) {
                packet.outerTrafficClass(ControlMessages.number(memory, at));
            } else if (ControlMessages.is(memory, at, DatagramSocket.SOL_SOCKET, DatagramSocket.SO_RXQ_OVFL)) {
                lost(ControlMessages.number(memory, at));
            }
            at = ControlMessages.next(memory, at);
        }
    }

    /** The kernel says it only with a datagram that found room again. */
    private void lost(int inAll) {
        stats.drop(DropReason.PORT_RECEIVE_QUEUE_FULL, Integer.toUnsignedLong(inAll - lostSoFar));
        lostSoFar = inAll;
    }

    void close() {
        for (int i = 0; i < BATCH; i++) {
            if (armed[i] != null) {
                armed[i].release();
                armed[i] = null;
            }
        }
        vector.close();
    }
}
