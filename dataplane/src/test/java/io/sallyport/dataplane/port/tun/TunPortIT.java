package io.sallyport.dataplane.port.tun;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.KernelRoute;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.linux.NetworkNamespace;
import io.sallyport.dataplane.linux.Sysctl;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.port.PortContract;
import io.sallyport.dataplane.port.Side;
import java.net.InetAddress;

/**
 * Two TUN interfaces in one namespace, whose kernel forwards from one to the other:
 *
 * <pre>
 * left port ─► sp-left ─► kernel forwarding 10.2.0.0/24 ─► sp-right ─► right port
 * </pre>
 */
class TunPortIT extends PortContract {

    private static final int MTU = 1500;

    private NetworkNamespace namespace;

    @Override
    protected Connection connect() throws Exception {
        namespace = new NetworkNamespace("tun-contract");
        return namespace.call(() -> {
            Sysctl.set("net/ipv4/ip_forward", "1");
            Sysctl.set("net/ipv6/conf/default/disable_ipv6", "1"); // nothing but what the test sends
            TunDevice left = TunDevice.open("sp-left", 1, MTU, true);
            TunDevice right = TunDevice.open("sp-right", 1, MTU, true);
            try (Netlink netlink = Netlink.open()) {
                InetAddress gateway = InetAddress.ofLiteral("10.1.0.254");
                int link = netlink.linkIndex("sp-left").orElseThrow();
                netlink.addAddress(new InterfaceAddress(link, gateway, 24));
                netlink.addRoute(KernelRoute.onLink(InetAddress.ofLiteral("10.2.0.0"), 24,
                        netlink.linkIndex("sp-right").orElseThrow()));
            }
            return new Connection(left.port(0, leftPool, leftStats), right.port(0, rightPool, rightStats));
        });
    }

    @Override
    protected void disconnect() {
        namespace.close();
    }

    @Override
    protected PacketBuilder fromLeftToRight() {
        return PacketBuilder.ip("10.1.0.1", "10.2.0.1");
    }

    @Override
    protected Side side() {
        return Side.LAN;
    }
}
