package io.sallyport.dataplane.port.tun;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.linux.Sysctl;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.stats.WorkerStats;
import java.net.InetAddress;

/** A namespace whose kernel is a host behind one TUN interface. */
final class TunSite implements AutoCloseable {

    static final String NAME = "sp-site";
    static final int MTU = 1500;

    final NetworkNamespace namespace;
    final PacketPool pool = new PacketPool(256);
    final WorkerStats stats = new WorkerStats();
    final TunPort port;

    /** @param addresses of the host, each in a /24 or /64 that is reached through the interface */
    TunSite(String name, boolean offloads, String... addresses) throws Exception {
        namespace = new NetworkNamespace(name);
        port = namespace.call(() -> open(offloads, addresses));
        for (String address : addresses) {
            namespace.awaitDelivery(InetAddress.ofLiteral(address));
        }
    }

    private TunPort open(boolean offloads, String... addresses) {
        Sysctl.set("net/ipv4/conf/default/rp_filter", "0");
        TunDevice device = TunDevice.open(NAME, 1, MTU, offloads);
        try (Netlink netlink = Netlink.open()) {
            int link = netlink.linkIndex(NAME).orElseThrow();
            for (String text : addresses) {
                InetAddress address = InetAddress.ofLiteral(text);
                netlink.addAddress(new InterfaceAddress(link, address, address.getAddress().length == 4 ? 24 : 64));
            }
        }
        return device.port(0, pool, stats);
    }

    @Override
    public void close() {
        port.close();
        namespace.close();
    }
}
