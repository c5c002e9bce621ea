package io.sallyport.dataplane.port.tun;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.offload.ChecksumCompleter;
import io.sallyport.dataplane.offload.Segmenter;
import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.port.Offloads;
import io.sallyport.dataplane.port.Port;
import io.sallyport.dataplane.port.Side;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue of a {@link TunDevice}: a read(2) or write(2) a packet, straight into and out of its buffer, the
 * {@link VirtioNetHeader} in the headroom.
 */
public final class TunPort implements Port {

    private static final Logger LOG = LoggerFactory.getLogger(TunPort.class);
    /** Read at once: what is read is written again soon, and should still be in the core's own cache then. */
    private static final int READ_BYTES = 128 * 1024;

    private final String name;
    private final int fd;
    private final int mtu;
    private final TunFeatures features;
    private final PacketPool pool;
    private final WorkerStats stats;
    private final Segmenter segmenter = new Segmenter();
    private boolean readErrorLogged;
    private boolean closed;

    TunPort(String name, int fd, int mtu, TunFeatures features, PacketPool pool, WorkerStats stats) {
        this.name = name;
        this.fd = fd;
        this.mtu = mtu;
        this.features = features;
        this.pool = pool;
        this.stats = stats;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int read(PacketBatch into) {
        int packets = 0;
        long bytes = 0;
        while (!into.isFull() && bytes < READ_BYTES) {
            Packet packet = pool.acquire();
            if (packet == null) {
                break; // nothing is lost yet: what is not read waits in the kernel's queue
            }
            long result = LIBC.read(fd, packet.address() - VirtioNetHeader.SIZE, VirtioNetHeader.SIZE + packet.tailroom());
            if (result < VirtioNetHeader.SIZE) {
                packet.release();
                readFailed(result < 0 ? Errno.last() : Errno.EIO);
                break;
            }
            int length = (int) result - VirtioNetHeader.SIZE;
            if (accept(packet, length)) {
                into.add(packet);
                packets++;
                bytes += length;
            }
        }
        if (packets > 0) {
            Side.LAN.received(stats, packets, bytes);
        }
        return packets;
    }

    private boolean accept(Packet packet, int length) {
        if (length > Packet.MAX_LENGTH) {
            packet.release();
            return drop(DropReason.PORT_TRUNCATED);
        }
        packet.length(length);
        if (!VirtioNetHeader.parse(packet)) {
            packet.release();
            return drop(DropReason.PORT_READ_ERROR);
        }
        return true;
    }

    /** The queue is empty; or the interface is gone, and this port with it; or else one line in the log is enough. */
    private void readFailed(int errno) {
        if (errno == Errno.EAGAIN || errno == Errno.EINTR) {
            return;
        }
        if (errno == Errno.EBADFD) {
            throw new LinuxException("the TUN interface of " + name + " is gone", errno, "it was deleted; it must be made anew");
        }
        stats.drop(DropReason.PORT_READ_ERROR);
        if (!readErrorLogged) {
            readErrorLogged = true;
            LOG.error("{}: reading failed: {}; is the interface gone? restart sallyportd to make it again", name,
                    Errno.describe(errno));
        }
    }

    @Override
    public void write(PacketBatch from) {
        int packets = 0;
        long bytes = 0;
        for (int i = 0; i < from.size(); i++) {
            Packet packet = from.get(i);
            int length = packet.length();
            if (write(packet)) {
                packets++;
                bytes += length;
            }
        }
        from.releaseAll();
        Side.LAN.sent(stats, packets, bytes);
    }

    private boolean write(Packet packet) {
        if (packet.gso() != Gso.NONE) {
            return writeLarge(packet);
        }
        if (packet.length() > mtu) {
            return drop(DropReason.PORT_OVERSIZE);
        }
        if (!features.checksum().active() && !ChecksumCompleter.complete(packet)) {
            return drop(DropReason.PORT_WRITE_ERROR);
        }
        int errno = writeOnce(packet);
        return errno == 0 || refused(errno);
    }

    private boolean writeLarge(Packet packet) {
        OffloadSwitch offload = features.segmentation(packet.gso());
        if (!offload.active()) {
            return writeSegments(packet);
        }
        int errno = writeOnce(packet);
        if (errno == 0) {
            return true;
        }
        if (errno != Errno.EIO && errno != Errno.EINVAL) {
            return refused(errno);
        }
        // An interface that is down refuses everything with EIO: only when the pieces pass was it the offload.
        boolean passed = writeSegments(packet);
        if (passed) {
            offload.switchOff("the kernel refused a write with it: " + Errno.describe(errno));
            stats.increment(Counter.OFFLOAD_FALLBACKS);
            LOG.warn("{}: {} is off: the kernel refused a write with {}; segmenting in software from now on", name,
                    offload.state().name(), Errno.describe(errno));
        }
        return passed;
    }

    /** @return whether all of the packet went out */
    private boolean writeSegments(Packet packet) {
        if (!segmenter.begin(packet)) {
            return drop(DropReason.PORT_WRITE_ERROR);
        }
        if (segmenter.largest() > mtu) {
            return drop(DropReason.PORT_OVERSIZE);
        }
        Packet segment = pool.acquire();
        if (segment == null) {
            return drop(DropReason.POOL_EXHAUSTED);
        }
        boolean whole = true;
        for (int i = 0; i < segmenter.count(); i++) {
            segment.length(segmenter.next(segment.memory(), segment.start()));
            int errno = writeOnce(segment);
            if (errno != 0) {
                whole = refused(errno);
            }
        }
        segment.release();
        return whole;
    }

    private int writeOnce(Packet packet) {
        VirtioNetHeader.build(packet);
        long result = LIBC.write(fd, packet.address() - VirtioNetHeader.SIZE, VirtioNetHeader.SIZE + packet.length());
        return result < 0 ? Errno.last() : 0;
    }

    private boolean refused(int errno) {
        return drop(errno == Errno.EAGAIN || errno == Errno.ENOBUFS
                ? DropReason.PORT_QUEUE_FULL : DropReason.PORT_WRITE_ERROR);
    }

    private boolean drop(DropReason reason) {
        stats.drop(reason);
        return false;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public Offloads offloads() {
        return features.offloads();
    }

    @Override
    public int fileDescriptor() {
        return fd;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBC.close(fd);
        }
    }
}
