package io.sallyport.control.config.read;

import io.sallyport.control.config.InsideNat;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.Route;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Inside NAT rows: both sides alike, the network side inside the network, no prefix twice on one side of a destination. Rows
 * may nest, for the longest prefix decides; two rows of equal prefix would leave the choice open.
 */
final class NatCheck {

    private record Side(String node, String side, IpPrefix prefix) {
    }

    private final Network network;
    private final Names names;
    private final Findings findings;
    private final Map<Side, Integer> seen = new HashMap<>();
    private final Map<String, PrefixSet> routed = new HashMap<>();

    NatCheck(Network network, Names names, Findings findings) {
        this.network = network;
        this.names = names;
        this.findings = findings;
    }

    void run() {
        if (network.insideNats().isEmpty()) {
            return;
        }
        for (Route route : network.routes()) {
            if (route != null && route.node() != null && route.networkCidr() != null) {
                routed.computeIfAbsent(route.node(), node -> new PrefixSet()).add(route.networkCidr());
            }
        }
        List<InsideNat> rows = network.insideNats();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i) instanceof InsideNat row) {
                check(row, i);
            }
        }
    }

    private void check(InsideNat row, int index) {
        names.requireDestination(row.node(), pointer(index) + "/node", findings);
        if (row.localCidr() != null && row.networkCidr() != null) {
            alike(row, pointer(index));
        }
        if (row.localCidr() != null) {
            once(new Side(row.node(), "localCidr", row.localCidr()), index);
        }
        if (row.networkCidr() != null) {
            once(new Side(row.node(), "networkCidr", row.networkCidr()), index);
            place(row, pointer(index) + "/networkCidr");
        }
    }

    private void alike(InsideNat row, String pointer) {
        IpPrefix local = row.localCidr();
        IpPrefix remote = row.networkCidr();
        if (local.v6() != remote.v6()) {
            findings.fault(pointer, local + " ↔ " + remote, "", "one side is IPv4 and the other IPv6; both must be of one family");
        } else if (local.length() != remote.length()) {
            findings.fault(pointer, local + " ↔ " + remote, "", "the translation is 1:1, so both sides need the same prefix length, not /"
                    + local.length() + " and /" + remote.length());
        }
    }

    private void once(Side side, int index) {
        Integer before = seen.putIfAbsent(side, index);
        if (before != null) {
            findings.fault(pointer(index) + "/" + side.side(), side.prefix(), "", side.node() + " already translates "
                    + side.prefix() + " in " + pointer(before) + "; remove one, or make one a longer prefix");
        }
    }

    private void place(InsideNat row, String pointer) {
        if (!ConfigValidator.inside(network, row.networkCidr())) {
            findings.fault(pointer, row.networkCidr(), "inside " + network.networkCidr(),
                    "the network side lies in the virtual network, which is " + network.networkCidr());
            return;
        }
        PrefixSet routes = routed.get(row.node());
        if (names.isDestination(row.node()) && (routes == null || !routes.overlaps(row.networkCidr()))) {
            findings.warn(pointer, "no route leads to " + row.networkCidr() + " at " + row.node() + ", so nothing reaches it");
        }
    }

    private static String pointer(int index) {
        return "/network/insideNats/" + index;
    }
}
