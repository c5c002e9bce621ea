package io.sallyport.bench.lab.vpc.fabric;

import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.NetlinkMessage;
import io.sallyport.dataplane.linux.NetlinkSocket;
import io.sallyport.dataplane.linux.SocketAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Numbered routing tables and the rules that choose between them (rtnetlink(7), ip-rule(8)). For one thread. */
final class KernelTables implements AutoCloseable {

    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_DELROUTE = 25;
    private static final int RTM_NEWRULE = 32;
    private static final int RTM_DELRULE = 33;
    private static final int NLM_F_REPLACE = 0x100;
    private static final int NLM_F_EXCL = 0x200;
    private static final int NLM_F_CREATE = 0x400;

    /** {@code struct rtmsg}: family:1 dst_len:1 src_len:1 tos:1 table:1 protocol:1 scope:1 type:1 flags:4. */
    private static final int RTPROT_STATIC = 4;
    private static final int RT_SCOPE_UNIVERSE = 0;
    private static final int RT_SCOPE_NOWHERE = 255;
    private static final int RTN_UNSPEC = 0;
    private static final int RTN_UNICAST = 1;
    private static final int RTN_BLACKHOLE = 6;
    private static final int RTNH_F_ONLINK = 4;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_TABLE = 15;

    /** {@code struct fib_rule_hdr}: family:1 dst_len:1 src_len:1 tos:1 table:1 res1:1 res2:1 action:1 flags:4. */
    private static final int FR_ACT_TO_TBL = 1;
    private static final int FR_ACT_BLACKHOLE = 6;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_TABLE = 15;

    private static final int[] FAMILIES = {SocketAddress.AF_INET, SocketAddress.AF_INET6};

    /** The far end of every cable, whatever it holds: a permanent neighbour there has its MAC address. */
    private static final InetAddress FAR_V4 = InetAddress.ofLiteral(Cable.FAR_V4);
    private static final InetAddress FAR_V6 = InetAddress.ofLiteral(Cable.FAR_V6);

    private final NetlinkSocket socket = new NetlinkSocket();

    /** Puts a route in the place of the one to its destination, or adds it. {@code link} 0: packets end there, silently. */
    void replace(ForwardingPlan.Key key, int link) {
        NetlinkMessage message = socket.change(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
        route(message, key, RT_SCOPE_UNIVERSE, link == 0 ? RTN_BLACKHOLE : RTN_UNICAST, link == 0 ? 0 : RTNH_F_ONLINK);
        if (link != 0) {
            message.attribute(RTA_OIF, link).attribute(RTA_GATEWAY, key.destination().v6() ? FAR_V6 : FAR_V4);
        }
        socket.execute(message, "cannot put the route to " + key.destination() + " into table " + key.table());
    }

    void delete(ForwardingPlan.Key key) {
        NetlinkMessage message = route(socket.change(RTM_DELROUTE, 0), key, RT_SCOPE_NOWHERE, RTN_UNSPEC, 0);
        socket.executeUnless(Errno.ESRCH, message, "cannot delete the route to " + key.destination() + " from table " + key.table());
    }

    private static NetlinkMessage route(NetlinkMessage message, ForwardingPlan.Key key, int scope, int type, int flags) {
        IpPrefix destination = key.destination();
        return message.u8(destination.v6() ? SocketAddress.AF_INET6 : SocketAddress.AF_INET).u8(destination.length()).u8(0).u8(0)
                .u8(0).u8(RTPROT_STATIC).u8(scope).u8(type).u32(flags)
                .attribute(RTA_TABLE, key.table())
                .attribute(RTA_DST, destination.address().toBytes());
    }

    /** All packets look there, after rules of lower priority. */
    void lookUp(int priority, int table) {
        for (int family : FAMILIES) {
            add(rule(family, FR_ACT_TO_TBL, priority).attribute(FRA_TABLE, table));
        }
    }

    /** Frames with that mark look there. */
    void lookUpMarked(int priority, int mark, int table) {
        for (int family : FAMILIES) {
            add(rule(family, FR_ACT_TO_TBL, priority).attribute(FRA_FWMARK, mark).attribute(FRA_TABLE, table));
        }
    }

    /** What comes from that device looks there, and nowhere else at this priority. */
    void lookUpFrom(int priority, String device, int table) {
        byte[] name = (device + "\0").getBytes(StandardCharsets.US_ASCII);
        for (int family : FAMILIES) {
            NetlinkMessage old = message(socket.change(RTM_DELRULE, 0), family, FR_ACT_TO_TBL, priority);
            socket.executeUnless(Errno.ENOENT, old.attribute(FRA_IIFNAME, name), "cannot delete the rule for " + device);
            add(rule(family, FR_ACT_TO_TBL, priority).attribute(FRA_IIFNAME, name).attribute(FRA_TABLE, table));
        }
    }

    /** What no rule of lower priority sent anywhere ends, silently. */
    void discardTheRest(int priority) {
        for (int family : FAMILIES) {
            add(rule(family, FR_ACT_BLACKHOLE, priority));
        }
    }

    private NetlinkMessage rule(int family, int action, int priority) {
        return message(socket.change(RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL), family, action, priority);
    }

    private static NetlinkMessage message(NetlinkMessage message, int family, int action, int priority) {
        return message.u8(family).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(action).u32(0).attribute(FRA_PRIORITY, priority);
    }

    private void add(NetlinkMessage rule) {
        socket.executeUnless(Errno.EEXIST, rule, "cannot add a routing rule");
    }

    @Override
    public void close() {
        socket.close();
    }
}
