package io.sallyport.dataplane.port.udp;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends trains, many a call. The kernel cuts them ({@code UDP_SEGMENT}), or, where it cannot, they go out datagram by
 * datagram.
 */
final class UdpSender {

    private static final Logger LOG = LoggerFactory.getLogger(UdpSender.class);

    private static final int BATCH = 64;
    /** {@code UDP_MAX_SEGMENTS} before Linux 6.9; later kernels take 128, which 64 KiB of full datagrams do not reach. */
    private static final int MAX_SEGMENTS = 64;

    private static final short POLLOUT = 4;
    private static final int POLLFD_SIZE = 8;
    private static final int POLLFD_EVENTS = 4;
    /** How long a full send queue may hold up a worker, all in all a write. */
    private static final int QUEUE_WAIT_MS = 1;
    private static final int QUEUE_WAITS = 2;

    private final String name;
    private final DatagramSocket socket;
    private final OffloadSwitch segmentation;
    private final IcmpErrors errors;
    private final WorkerStats stats;
    private final Outbox outbox;
    private final Outbox singles;
    private final MemorySegment pollfd = Arena.ofAuto().allocate(POLLFD_SIZE, 8);
    private int queueWaits;
    private int loggedErrno;

    UdpSender(String name, DatagramSocket socket, OffloadSwitch segmentation, IcmpErrors errors, WorkerStats stats) {
        this.name = name;
        this.socket = socket;
        this.segmentation = segmentation;
        this.errors = errors;
        this.stats = stats;
        this.outbox = new Outbox(BATCH, socket.family());
        this.singles = new Outbox(1, socket.family());
        pollfd.set(ValueLayout.JAVA_INT, 0, socket.fd());
        pollfd.set(ValueLayout.JAVA_SHORT, POLLFD_EVENTS, POLLOUT);
    }

    OffloadSwitch segmentation() {
        return segmentation;
    }

    void write(PacketBatch from) {
        queueWaits = 0;
        for (int i = 0; i < from.size(); i++) {
            stage(from.get(i));
        }
        flush();
        from.releaseAll();
    }

    /** Cuts a train into messages that one call can carry. */
    private void stage(Packet packet) {
        if (packet.remoteV6() && !socket.dualStack()) {
            stats.drop(DropReason.PORT_WRITE_ERROR, Side.WAN.packets(packet));
            logOnce(Errno.EAFNOSUPPORT);
            return;
        }
        int length = packet.length();
        int segment = packet.segmentSize() == 0 ? length : Math.min(packet.segmentSize(), length);
        if (segment > UdpPort.MAX_PAYLOAD) {
            stats.drop(DropReason.PORT_OVERSIZE);
            return;
        }
        int most = segmentation.active() && segment > 0
                ? segment * Math.min(MAX_SEGMENTS, UdpPort.MAX_PAYLOAD / segment) : segment;
        int offset = 0;
        do {
            if (outbox.isFull()) {
                flush();
            }
            int part = Math.min(most, length - offset);
            outbox.add(packet, offset, part, segment);
            offset += part;
        } while (offset < length);
    }

    private void flush() {
        int at = 0;
        while (at < outbox.size()) {
            int sent = outbox.send(socket.fd(), at);
            if (sent > 0) {
                account(at, sent);
                at += sent;
                if (at < outbox.size()) {
                    errors.drain(IcmpErrors.NO_PORT); // sendmmsg(2) has stopped at an error and swallowed it
                }
            } else {
                at += refused(at, Errno.last());
            }
        }
        outbox.clear();
    }

    private void account(int from, int sent) {
        long datagrams = 0;
        long bytes = 0;
        for (int i = from; i < from + sent; i++) {
            datagrams += outbox.datagrams(i);
            bytes += outbox.length(i);
        }
        Side.WAN.sent(stats, datagrams, bytes);
    }

    /** @return how many messages are done with: sent another way, or lost and counted; 0 tries message {@code at} again */
    private int refused(int at, int errno) {
        return switch (errno) {
            case Errno.EINTR -> 0;
            case Errno.EAGAIN -> waitForQueue() ? 0 : dropRest(at);
            case Errno.ENOBUFS -> drop(at, DropReason.PORT_QUEUE_FULL);
            case Errno.EMSGSIZE -> sendApart(at, errno);
            case Errno.EINVAL, Errno.EIO -> outbox.datagrams(at) > 1 ? sendApart(at, errno) : dropUnsendable(at, errno);
            default -> sendDespiteOldError(at);
        };
    }

    private boolean waitForQueue() {
        return queueWaits++ < QUEUE_WAITS && LIBC.poll(pollfd.address(), 1, QUEUE_WAIT_MS) > 0;
    }

    private int dropRest(int at) {
        for (int i = at; i < outbox.size(); i++) {
            drop(i, DropReason.PORT_QUEUE_FULL);
        }
        return outbox.size() - at;
    }

    private int drop(int at, DropReason reason) {
        stats.drop(reason, outbox.datagrams(at));
        return 1;
    }

    private int dropUnsendable(int at, int errno) {
        logOnce(errno);
        return drop(at, DropReason.PORT_WRITE_ERROR);
    }

    /**
     * A send also reports, and clears, the error that an ICMP message left behind for an earlier datagram, to whomever that
     * went. Only what fails twice is about this one.
     */
    private int sendDespiteOldError(int at) {
        errors.drain(IcmpErrors.NO_PORT);
        int sent = outbox.send(socket.fd(), at, 1);
        if (sent < 0) {
            return dropUnsendable(at, Errno.last());
        }
        account(at, 1);
        return 1;
    }

    /**
     * Sends a refused message datagram by datagram. When they pass, the train was refused for being one; when they are too
     * large for the path as the kernel knows it, that is no fault of the offload.
     */
    private int sendApart(int at, int refusal) {
        boolean tooLarge = false;
        boolean allSent = true;
        for (int i = 0; i < outbox.datagrams(at); i++) {
            singles.addPart(outbox, at, i);
            int errno = singles.send(socket.fd(), 0) > 0 ? 0 : Errno.last();
            if (errno == Errno.EMSGSIZE) {
                tooLarge = true;
                errno = sendFragmented();
            }
            if (errno == 0) {
                Side.WAN.sent(stats, 1, singles.length(0));
            } else {
                allSent = false;
                stats.drop(errno == Errno.EAGAIN || errno == Errno.ENOBUFS
                        ? DropReason.PORT_QUEUE_FULL : DropReason.PORT_WRITE_ERROR);
            }
            singles.clear();
        }
        if (tooLarge) {
            errors.drain(outbox.port(at)); // the kernel has put there which MTU it knows
        } else if (allSent && refusal != Errno.EMSGSIZE && segmentation.active()) {
            fallBack(refusal);
        }
        return 1;
    }

    /** Known to be too large for the path: better in fragments than lost, until the tunnel has heard of the smaller MTU. */
    private int sendFragmented() {
        discover(DatagramSocket.PMTUDISC_DONT);
        int errno = singles.send(socket.fd(), 0) > 0 ? 0 : Errno.last();
        discover(DatagramSocket.PMTUDISC_DO);
        return errno;
    }

    private void discover(int mode) {
        socket.optionBothFamilies(DatagramSocket.IP_MTU_DISCOVER, DatagramSocket.IPV6_MTU_DISCOVER, mode);
    }

    private void fallBack(int errno) {
        segmentation.switchOff("the kernel refused a send with it: " + Errno.describe(errno));
        stats.increment(Counter.OFFLOAD_FALLBACKS);
        LOG.warn("{}: {} is off: the kernel refused a send with {}; sending datagrams one by one from now on", name,
                segmentation.state().name(), Errno.describe(errno));
    }

    /** The first of a run of equal errors says enough; the counter says how many there were. */
    private void logOnce(int errno) {
        if (errno != loggedErrno) {
            loggedErrno = errno;
            LOG.warn("{}: sending failed: {}", name, Errno.describe(errno));
        }
    }

    void close() {
        outbox.close();
        singles.close();
    }
}
