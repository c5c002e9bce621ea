package io.sallyport.dataplane.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Links, addresses and routes of the network namespace in which it was opened (rtnetlink(7)). For one thread at a time.
 *
 * <p>Every change that fails throws a {@link LinuxException} with the errno and the kernel's own words. To add what is there
 * already, or to delete what is not, is no failure: the caller wants a state, and it is reached.
 */
public final class Netlink implements AutoCloseable {

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_GETROUTE = 26;
    private static final int RTM_DELNEIGH = 29;

    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_EXCL = 0x200;
    private static final int NLM_F_CREATE = 0x400;

    /** {@code struct ifinfomsg}: family:1 pad:1 type:2 index:4 flags:4 change:4. */
    private static final int IFINFOMSG = 16;
    private static final int IFINFO_TYPE = 2;
    private static final int ARPHRD_ETHER = 1;
    private static final int IFINFO_INDEX = 4;
    private static final int IFINFO_FLAGS = 8;
    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;
    private static final int IFF_MULTICAST = 0x1000;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_TXQLEN = 13;

    /** {@code struct ifaddrmsg}: family:1 prefixlen:1 flags:1 scope:1 index:4. */
    private static final int IFADDRMSG = 8;
    private static final int IFADDR_PREFIX_LENGTH = 1;
    private static final int IFADDR_INDEX = 4;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_CACHEINFO = 6;
    /** Who put it there, one byte (Linux 5.18; older kernels pass over it). */
    private static final int IFA_PROTO = 11;
    /** No duplicate address detection: the address serves at once. */
    private static final int IFA_F_NODAD = 2;

    /** {@code struct rtmsg}: family:1 dst_len:1 src_len:1 tos:1 table:1 protocol:1 scope:1 type:1 flags:4. */
    private static final int RTMSG = 12;
    private static final int RTM_DST_LENGTH = 1;
    private static final int RTM_TABLE = 4;
    private static final int RTM_PROTOCOL = 5;
    private static final int RTM_TYPE = 7;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTN_UNICAST = 1;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_LINK = 253;
    private static final int RT_SCOPE_NOWHERE = 255;

    /** {@code struct ndmsg}: family:1 pad:3 index:4 state:2 flags:1 type:1. */
    private static final int NDA_DST = 1;

    private final NetlinkSocket socket = new NetlinkSocket();

    private Netlink() {
    }

    public static Netlink open() {
        return new Netlink();
    }

    public List<Link> links() {
        List<Link> links = new ArrayList<>();
        eachLink(reply -> links.add(new Link(reply.s32(IFINFO_INDEX), reply.text(IFINFOMSG, IFLA_IFNAME).orElse(""),
                reply.number(IFINFOMSG, IFLA_MTU).orElse(0), (reply.s32(IFINFO_FLAGS) & IFF_UP) != 0,
                (reply.s32(IFINFO_FLAGS) & IFF_RUNNING) != 0)));
        return links;
    }

    private void eachLink(Consumer<NetlinkReply> visitor) {
        NetlinkMessage message = linkHeader(socket.dump(RTM_GETLINK), 0, 0, 0);
        socket.query(message, "cannot list the network interfaces", reply -> {
            if (reply.type() == RTM_NEWLINK) {
                visitor.accept(reply);
            }
        });
    }

    /** Empty when no interface has this name. */
    public OptionalInt linkIndex(String name) {
        return links().stream().filter(link -> link.name().equals(name)).mapToInt(Link::index).findFirst();
    }

    /** The six bytes that Ethernet calls the interface by; empty for an unknown interface, and for one that is not Ethernet. */
    public Optional<byte[]> hardwareAddress(String name) {
        List<byte[]> found = new ArrayList<>();
        eachLink(reply -> {
            if (reply.u16(IFINFO_TYPE) == ARPHRD_ETHER && reply.text(IFINFOMSG, IFLA_IFNAME).filter(name::equals).isPresent()) {
                reply.attribute(IFINFOMSG, IFLA_ADDRESS).ifPresent(found::add);
            }
        });
        return found.stream().findFirst();
    }

    public void setUp(int link) {
        changeLink(link, IFF_UP, IFF_UP, "cannot bring up interface #" + link);
    }

    public void setDown(int link) {
        changeLink(link, 0, IFF_UP, "cannot take down interface #" + link);
    }

    /** The kernel joins no group on this interface from now on, and so reports none (IGMP, MLD). To be called while it is down. */
    public void setUnicastOnly(int link) {
        changeLink(link, 0, IFF_MULTICAST, "cannot switch off multicast on interface #" + link);
    }

    private void changeLink(int link, int flags, int change, String what) {
        socket.execute(linkHeader(socket.change(RTM_NEWLINK, 0), link, flags, change), what);
    }

    /** Deletes a virtual interface; one that is gone is no failure. */
    public void deleteLink(int link) {
        NetlinkMessage message = socket.change(RTM_DELLINK, 0);
        socket.executeUnless(Errno.ENODEV, linkHeader(message, link, 0, 0), "cannot delete interface #" + link);
    }

    public void setMtu(int link, int mtu) {
        NetlinkMessage message = socket.change(RTM_NEWLINK, 0);
        linkHeader(message, link, 0, 0).attribute(IFLA_MTU, mtu);
        socket.execute(message, "cannot set the MTU of interface #" + link + " to " + mtu);
    }

    /** How many packets the kernel holds back for us, in each queue of the interface. */
    public void setQueueLength(int link, int packets) {
        NetlinkMessage message = socket.change(RTM_NEWLINK, 0);
        linkHeader(message, link, 0, 0).attribute(IFLA_TXQLEN, packets);
        socket.execute(message, "cannot set the queue length of interface #" + link + " to " + packets);
    }

    private static NetlinkMessage linkHeader(NetlinkMessage message, int index, int flags, int change) {
        return message.u8(0).u8(0).u16(0).u32(index).u32(flags).u32(change);
    }

    public List<InterfaceAddress> addresses() {
        return addresses(reply -> true);
    }

    private List<InterfaceAddress> addresses(Predicate<NetlinkReply> wanted) {
        List<InterfaceAddress> addresses = new ArrayList<>();
        NetlinkMessage message = socket.dump(RTM_GETADDR).u8(0).u8(0).u8(0).u8(0).u32(0);
        socket.query(message, "cannot list the interface addresses", reply -> {
            if (reply.type() == RTM_NEWADDR && wanted.test(reply)) {
                // IFA_ADDRESS is the far end of a point-to-point link; IPv6 has no IFA_LOCAL without one
                reply.address(IFADDRMSG, IFA_LOCAL).or(() -> reply.address(IFADDRMSG, IFA_ADDRESS)).ifPresent(address ->
                        addresses.add(new InterfaceAddress(
                                reply.s32(IFADDR_INDEX), address, reply.u8(IFADDR_PREFIX_LENGTH))));
            }
        });
        return addresses;
    }

    public void addAddress(InterfaceAddress address) {
        NetlinkMessage message = socket.change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL);
        socket.executeUnless(Errno.EEXIST, addressBody(message, address, IFA_F_NODAD), "cannot add the address " + address);
    }

    public void deleteAddress(InterfaceAddress address) {
        NetlinkMessage message = socket.change(RTM_DELADDR, 0);
        socket.executeUnless(Errno.EADDRNOTAVAIL, addressBody(message, address, 0), "cannot delete the address " + address);
    }

    /**
     * Adds an address that comes and goes with a role. It carries our mark, by which {@link #markedAddresses} finds it after a
     * crash, and an IPv6 one is deprecated from the start: it serves whoever asks for it by name, but this machine's own
     * connections never choose it as their source (RFC 6724 §5, rule 3).
     */
    public void addMarkedAddress(InterfaceAddress address) {
        NetlinkMessage message = addressBody(socket.change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL), address, IFA_F_NODAD)
                .attribute(IFA_PROTO, new byte[] {KernelRoute.PROTOCOL_SALLYPORT});
        if (address.address() instanceof Inet6Address) {
            // struct ifa_cacheinfo: preferred:4 valid:4 created:4 updated:4; preferred for 0 s, valid for ever
            message.attribute(IFA_CACHEINFO, new byte[] {0, 0, 0, 0, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0});
        }
        socket.executeUnless(Errno.EEXIST, message, "cannot add the address " + address);
    }

    /** What {@link #addMarkedAddress} has added, in this life or an earlier one; none on kernels before 5.18. */
    public List<InterfaceAddress> markedAddresses() {
        return addresses(reply -> reply.attribute(IFADDRMSG, IFA_PROTO)
                .filter(mark -> mark.length == 1 && mark[0] == KernelRoute.PROTOCOL_SALLYPORT).isPresent());
    }

    /** Forgets the MAC address behind a neighbour's address; one that is not known is no failure. */
    public void forgetNeighbour(int link, InetAddress address) {
        NetlinkMessage message = socket.change(RTM_DELNEIGH, 0)
                .u8(family(address)).u8(0).u16(0).u32(link).u16(0).u8(0).u8(0)
                .attribute(NDA_DST, address);
        socket.executeUnless(Errno.ENOENT, message, "cannot forget the neighbour " + address.getHostAddress());
    }

    private static NetlinkMessage addressBody(NetlinkMessage message, InterfaceAddress address, int flags) {
        return message.u8(family(address.address())).u8(address.prefixLength()).u8(flags).u8(RT_SCOPE_UNIVERSE)
                .u32(address.link())
                .attribute(IFA_LOCAL, address.address())
                .attribute(IFA_ADDRESS, address.address());
    }

    /** Unicast routes of the main table. */
    public List<KernelRoute> routes() {
        List<KernelRoute> routes = new ArrayList<>();
        NetlinkMessage message = socket.dump(RTM_GETROUTE).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0);
        socket.query(message, "cannot list the kernel's routes", reply -> {
            if (reply.type() == RTM_NEWROUTE && reply.u8(RTM_TABLE) == RT_TABLE_MAIN && reply.u8(RTM_TYPE) == RTN_UNICAST) {
                routes.add(route(reply));
            }
        });
        return routes;
    }

    private static KernelRoute route(NetlinkReply reply) {
        return new KernelRoute(
                reply.address(RTMSG, RTA_DST).orElseGet(() -> unspecified(reply.u8(0))),
                reply.u8(RTM_DST_LENGTH),
                reply.number(RTMSG, RTA_OIF).orElse(0),
                reply.address(RTMSG, RTA_GATEWAY),
                reply.address(RTMSG, RTA_PREFSRC),
                reply.number(RTMSG, RTA_PRIORITY).orElse(0),
                reply.u8(RTM_PROTOCOL));
    }

    /** A default route carries no destination. */
    private static InetAddress unspecified(int family) {
        try {
            return InetAddress.getByAddress(new byte[family == SocketAddress.AF_INET6 ? 16 : 4]);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are always an address", e);
        }
    }

    /** Adds a route; one to the same destination with the same metric that is there already stays as it is. */
    public void addRoute(KernelRoute route) {
        NetlinkMessage message = socket.change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
        socket.executeUnless(Errno.EEXIST, routeBody(message, route, scope(route)), "cannot add the route " + route);
    }

    /** Puts a route in the place of one with its destination and metric, or adds it. */
    public void replaceRoute(KernelRoute route) {
        NetlinkMessage message = socket.change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
        socket.execute(routeBody(message, route, scope(route)), "cannot replace the route " + route);
    }

    public void deleteRoute(KernelRoute route) {
        NetlinkMessage message = socket.change(RTM_DELROUTE, 0);
        socket.executeUnless(Errno.ESRCH, routeBody(message, route, RT_SCOPE_NOWHERE), "cannot delete the route " + route);
    }

    private static int scope(KernelRoute route) {
        return route.via().isPresent() ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
    }

    private static NetlinkMessage routeBody(NetlinkMessage message, KernelRoute route, int scope) {
        message.u8(family(route.destination())).u8(route.prefixLength()).u8(0).u8(0)
                .u8(RT_TABLE_MAIN).u8(route.protocol()).u8(scope).u8(RTN_UNICAST).u32(0)
                .attribute(RTA_DST, route.destination());
        if (route.link() > 0) {
            message.attribute(RTA_OIF, route.link());
        }
        route.via().ifPresent(hop -> message.attribute(RTA_GATEWAY, hop));
        route.source().ifPresent(source -> message.attribute(RTA_PREFSRC, source));
        if (route.metric() > 0) {
            message.attribute(RTA_PRIORITY, route.metric());
        }
        return message;
    }

    private static int family(InetAddress address) {
        return address instanceof Inet6Address ? SocketAddress.AF_INET6 : SocketAddress.AF_INET;
    }

    @Override
    public void close() {
        socket.close();
    }
}
