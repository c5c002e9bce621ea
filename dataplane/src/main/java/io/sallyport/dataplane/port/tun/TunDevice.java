package io.sallyport.dataplane.port.tun;

import static io.sallyport.dataplane.linux.Kernel.LIBC;

import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.Sysctl;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.WorkerStats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A TUN interface with one queue a worker (Documentation/networking/tuntap.rst), up and with its MTU set; addresses and routes
 * are the business of others. The interface lives as long as a queue of it is open.
 */
public final class TunDevice implements AutoCloseable {

    private static final String CLONE_DEVICE = "/dev/net/tun";
    private static final int O_RDWR_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;

    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETVNETHDRSZ = 0x400454d8L;
    private static final short IFF_TUN = 0x0001;
    private static final short IFF_MULTI_QUEUE = 0x0100;
    private static final short IFF_NO_PI = 0x1000;
    private static final short IFF_VNET_HDR = 0x4000;
    /** Fail when the interface exists: else we would silently become one more queue of somebody else's. */
    private static final short IFF_TUN_EXCL = (short) 0x8000;

    /** {@code struct ifreq} (netdevice(7)): the name, then here its flags. */
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_FLAGS = 16;
    private static final int MAX_NAME = 15;

    private static final int TAKEN = -1;
    /** Twice what a TUN interface has by default: 3 ms of 300 000 packets a second, while the worker is at the WAN side. */
    private static final int QUEUE_LENGTH = 1000;
    /** Below 1 280 bytes (RFC 8200 §5) the kernel takes IPv6 off an interface. */
    private static final int TOO_SMALL_FOR_IPV6 = 576;

    private final String name;
    private final int mtu;
    private final boolean offloads;
    /** One a queue; {@link #TAKEN} once a port owns it. */
    private final int[] descriptors;

    private TunDevice(String name, int mtu, boolean offloads, int[] descriptors) {
        this.name = name;
        this.mtu = mtu;
        this.offloads = offloads;
        this.descriptors = descriptors;
    }

    /**
     * Makes the interface {@code name} in the calling thread's network namespace.
     *
     * @param mtu      bytes of the largest IP packet, without segmentation offload
     * @param offloads whether to ask the kernel for checksum and segmentation offload
     * @throws LinuxException in one sentence with the remedy
     */
    public static TunDevice open(String name, int queues, int mtu, boolean offloads) {
        int nameLength = name.getBytes(StandardCharsets.UTF_8).length;
        if (nameLength == 0 || nameLength > MAX_NAME) {
            throw new LinuxException("'" + name + "' cannot name a TUN interface: it takes 1–" + MAX_NAME
                    + " bytes; change node.tun.name");
        }
        int[] descriptors = new int[queues];
        Arrays.fill(descriptors, TAKEN);
        TunDevice device = new TunDevice(name, mtu, offloads, descriptors);
        try {
            for (int i = 0; i < queues; i++) {
                descriptors[i] = openQueue(name, i == 0 ? IFF_TUN_EXCL : 0);
            }
            bringUp(name, mtu);
            return device;
        } catch (LinuxException e) {
            device.close();
            throw e;
        }
    }

    private static int openQueue(String name, int exclusive) {
        int fd = LIBC.open(CLONE_DEVICE, O_RDWR_NONBLOCK_CLOEXEC);
        if (fd < 0) {
            int errno = Errno.last();
            throw new LinuxException("cannot open " + CLONE_DEVICE, errno, switch (errno) {
                case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO -> "load the kernel module (modprobe tun), or give the "
                        + "container the device";
                default -> "start as root, or give the process access to the device and CAP_NET_ADMIN";
            });
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_SIZE, 8);
            request.setString(0, name);
            request.set(ValueLayout.JAVA_SHORT, IFREQ_FLAGS,
                    (short) (IFF_TUN | IFF_NO_PI | IFF_VNET_HDR | IFF_MULTI_QUEUE | exclusive));
            MemorySegment headerSize = arena.allocateFrom(ValueLayout.JAVA_INT, VirtioNetHeader.SIZE);
            if (LIBC.ioctl(fd, TUNSETIFF, request.address()) < 0
                    || LIBC.ioctl(fd, TUNSETVNETHDRSZ, headerSize.address()) < 0) {
                throw refused(name, Errno.last());
            }
            return fd;
        } catch (LinuxException e) {
            LIBC.close(fd);
            throw e;
        }
    }

    private static LinuxException refused(String name, int errno) {
        return new LinuxException("cannot make the TUN interface " + name, errno, switch (errno) {
            case Errno.EPERM -> "start as root or with CAP_NET_ADMIN";
            case Errno.EBUSY -> "an interface of this name exists; is another sallyportd running? stop it, delete the "
                    + "interface (ip link del " + name + "), or change node.tun.name";
            default -> "";
        });
    }

    private static void bringUp(String name, int mtu) {
        try (Netlink netlink = Netlink.open()) {
            int link = netlink.linkIndex(name).orElseThrow(
                    () -> new LinuxException("the TUN interface " + name + " is gone as soon as made"));
            leaveGroups(netlink, link);
            netlink.setMtu(link, mtu);
            netlink.setQueueLength(link, QUEUE_LENGTH);
            sendNoSolicitations(name);
            netlink.setUp(link);
        }
    }

    /**
     * Multicast does not cross the tunnel. A router has joined the group of all routers as soon as the interface is made, and
     * would report it; what a kernel without IPv6 on an interface knows of it, it forgets.
     */
    private static void leaveGroups(Netlink netlink, int link) {
        netlink.setUnicastOnly(link);
        netlink.setMtu(link, TOO_SMALL_FOR_IPV6);
    }

    /** Nobody answers router solicitations on a TUN interface: no link-local address, none are sent. */
    private static void sendNoSolicitations(String name) {
        String addressMode = "net/ipv6/conf/" + name + "/addr_gen_mode";
        boolean hasIpv6 = Sysctl.get(addressMode).isPresent();
        if (hasIpv6) {
            Sysctl.set(addressMode, "1");
        }
    }

    public String name() {
        return name;
    }

    public int queues() {
        return descriptors.length;
    }

    /**
     * The port over one queue, which owns the queue from now on.
     *
     * @param pool where packets read come from, and segments cut in software
     */
    public TunPort port(int queue, PacketPool pool, WorkerStats stats) {
        int fd = descriptors[queue];
        if (fd == TAKEN) {
            throw new IllegalStateException("queue " + queue + " of " + name + " has a port already");
        }
        TunFeatures features = TunFeatures.negotiate(fd, offloads); // may throw: the queue is still ours to close
        descriptors[queue] = TAKEN;
        return new TunPort(name + "/" + queue, fd, mtu, features, pool, stats);
    }

    /** Closes the queues that no port owns; with the last queue the interface goes away. */
    @Override
    public void close() {
        for (int i = 0; i < descriptors.length; i++) {
            if (descriptors[i] != TAKEN) {
                LIBC.close(descriptors[i]);
                descriptors[i] = TAKEN;
            }
        }
    }
}
