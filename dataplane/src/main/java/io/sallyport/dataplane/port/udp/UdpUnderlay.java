package io.sallyport.dataplane.port.udp;

import static io.sallyport.dataplane.linux.DatagramSocket.IPV6_MTU_DISCOVER;
import static io.sallyport.dataplane.linux.DatagramSocket.IPV6_RECVERR;
import static io.sallyport.dataplane.linux.DatagramSocket.IPV6_RECVTCLASS;
import static io.sallyport.dataplane.linux.DatagramSocket.IP_MTU_DISCOVER;
import static io.sallyport.dataplane.linux.DatagramSocket.IP_RECVERR;
import static io.sallyport.dataplane.linux.DatagramSocket.IP_RECVTOS;

import io.sallyport.dataplane.linux.DatagramSocket;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.port.OffloadSwitch;
import io.sallyport.dataplane.stats.WorkerStats;
import java.util.ArrayList;
import java.util.List;

/** The UDP sockets on one local port, one a worker; the kernel spreads flows over them by their hash (SO_REUSEPORT). */
public final class UdpUnderlay implements AutoCloseable {

    /** Holds a few milliseconds of 10 Gbit/s while a worker is busy with another batch. */
    private static final int SOCKET_BUFFER_BYTES = 8 << 20;

    private final int localPort;
    private final boolean offloads;
    /** One a worker; {@code null} once a port owns it. */
    private final List<DatagramSocket> sockets;

    private UdpUnderlay(int localPort, boolean offloads, List<DatagramSocket> sockets) {
        this.localPort = localPort;
        this.offloads = offloads;
        this.sockets = sockets;
    }

    /**
     * @param listenPort local port of all sockets; 0 chooses a free one
     * @param count      sockets
     * @param offloads   whether to use {@code UDP_SEGMENT} and {@code UDP_GRO} where the kernel has them
     * @throws LinuxException in one sentence with the remedy
     */
    public static UdpUnderlay open(int listenPort, int count, boolean offloads) {
        List<DatagramSocket> sockets = new ArrayList<>(count);
        try {
            int port = listenPort;
            if (count > 1 && port != 0) {
                // with SO_REUSEPORT a second daemon on this machine would silently take half of the traffic
                try (DatagramSocket probe = DatagramSocket.open()) {
                    bind(probe, port);
                }
            }
            for (int i = 0; i < count; i++) {
                DatagramSocket socket = DatagramSocket.open();
                sockets.add(socket);
                if (count > 1) {
                    socket.option(DatagramSocket.SOL_SOCKET, DatagramSocket.SO_REUSEPORT, 1);
                }
                bind(socket, port);
                port = socket.localPort();
                configure(socket);
            }
            return new UdpUnderlay(port, offloads, sockets);
        } catch (LinuxException e) {
            sockets.forEach(DatagramSocket::close);
            throw e;
        }
    }

    private static void bind(DatagramSocket socket, int port) {
        int errno = socket.bind(port);
        if (errno != 0) {
            throw new LinuxException("cannot listen on UDP port " + port, errno, switch (errno) {
                case Errno.EADDRINUSE -> "stop the process that has it (ss -ulpn), or change node.listenPort";
                case Errno.EACCES -> "ports below 1024 need CAP_NET_BIND_SERVICE; or change node.listenPort";
                default -> "change node.listenPort";
            });
        }
    }

    private static void configure(DatagramSocket socket) {
        socket.buffers(SOCKET_BUFFER_BYTES);
        socket.option(DatagramSocket.SOL_SOCKET, DatagramSocket.SO_RXQ_OVFL, 1);
        socket.optionBothFamilies(IP_RECVTOS, IPV6_RECVTCLASS, 1);
        socket.optionBothFamilies(IP_MTU_DISCOVER, IPV6_MTU_DISCOVER, DatagramSocket.PMTUDISC_DO);
        socket.optionBothFamilies(IP_RECVERR, IPV6_RECVERR, 1);
    }

    public int localPort() {
        return localPort;
    }

    /**
     * The port over one socket, which owns the socket from now on.
     *
     * @param pool where packets read come from; the port keeps a few of them ready until it is closed
     */
    public UdpPort port(int index, PacketPool pool, WorkerStats stats, PathMtuListener pathMtu) {
        DatagramSocket socket = sockets.get(index);
        if (socket == null) {
            throw new IllegalStateException("socket " + index + " of UDP port " + localPort + " has a port already");
        }
        sockets.set(index, null);
        String name = "udp:" + localPort + "/" + index;
        OffloadSwitch gro = probe("udp-gro", socket, DatagramSocket.UDP_GRO, 1);
        // 0 is no segment size: the kernel says whether it knows the option, and nothing changes
        OffloadSwitch segment = probe("udp-segment", socket, DatagramSocket.UDP_SEGMENT, 0);
        IcmpErrors errors = new IcmpErrors(socket.fd(), stats, pathMtu);
        return new UdpPort(name, socket, errors, new UdpReceiver(socket.fd(), gro, errors, pool, stats),
                new UdpSender(name, socket, segment, errors, stats));
    }

    private OffloadSwitch probe(String name, DatagramSocket socket, int option, int value) {
        if (!offloads) {
            return OffloadSwitch.off(name, OffloadSwitch.BY_CONFIGURATION);
        }
        if (!socket.option(DatagramSocket.SOL_UDP, option, value)) {
            return OffloadSwitch.off(name, "the kernel refuses it: " + Errno.describe(Errno.last()));
        }
        return OffloadSwitch.on(name);
    }

    /** Closes the sockets that no port owns. */
    @Override
    public void close() {
        for (int i = 0; i < sockets.size(); i++) {
            if (sockets.get(i) != null) {
                sockets.get(i).close();
                sockets.set(i, null);
            }
        }
    }
}
