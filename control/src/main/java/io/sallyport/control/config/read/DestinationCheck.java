package io.sallyport.control.config.read;

import io.sallyport.control.config.Cluster;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.Node;
import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Nodes and clusters: names, members, keys, management addresses. */
final class DestinationCheck {

    /** The least MTU of an IPv6 link (RFC 8200 §5). */
    static final int MIN_MTU_V6 = 1_280;

    private final Network network;
    private final Names names;
    private final Findings findings;
    private final Map<String, String> placeOfName = new HashMap<>();
    private final Map<PublicKey, String> ownerOfKey = new HashMap<>();
    private final Map<IpAddress, String> ownerOfAddress = new HashMap<>();
    private final Map<String, String> clusterOfMember = new HashMap<>();

    DestinationCheck(Network network, Names names, Findings findings) {
        this.network = network;
        this.names = names;
        this.findings = findings;
    }

    void run() {
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.nodes().get(i) instanceof Node node) {
                node(node, "/network/nodes/" + i);
            }
        }
        for (int i = 0; i < network.clusters().size(); i++) {
            if (network.clusters().get(i) instanceof Cluster cluster) {
                common(cluster, "/network/clusters/" + i);
                members(cluster, "/network/clusters/" + i + "/members");
            }
        }
    }

    private void node(Node node, String pointer) {
        common(node, pointer);
        if (node.name() == null) {
            return;
        }
        boolean member = names.isMember(node.name());
        if (!member && node.publicKey().isEmpty()) {
            findings.fault(pointer + "/publicKey", "", "", "the node " + node.name()
                    + " belongs to no cluster and needs a publicKey; make one with 'sallyport keygen'");
        }
        if (member && (node.publicKey().isPresent() || !node.endpoints().isEmpty())) {
            findings.warn(pointer, "the publicKey and endpoints of " + node.name() + " are not used: it has those of its cluster "
                    + names.identityOf(node.name()));
        }
    }

    private void common(Destination destination, String pointer) {
        String name = destination.name();
        String before = name == null ? null : placeOfName.putIfAbsent(name, pointer);
        if (before != null) {
            findings.fault(pointer + "/name", name, "", "'" + name + "' is already the name of " + before + "; give each its own");
        }
        destination.publicKey().ifPresent(key -> key(key, name, pointer + "/publicKey"));
        addresses(destination, pointer + "/address");
        if (hasV6() && destination.mtu() < MIN_MTU_V6) {
            findings.fault(pointer + "/mtu", destination.mtu(), "at least " + MIN_MTU_V6,
                    "the network has IPv6, which needs an MTU of at least " + MIN_MTU_V6 + " bytes (RFC 8200 §5)");
        }
    }

    private boolean hasV6() {
        return network.networkCidr().stream().anyMatch(block -> block != null && block.v6());
    }

    private void key(PublicKey key, String name, String pointer) {
        String owner = ownerOfKey.putIfAbsent(key, String.valueOf(name));
        if (owner != null) {
            findings.fault(pointer, key, "", "this is also the publicKey of " + owner + "; every node and cluster needs its own");
        }
    }

    private void addresses(Destination destination, String pointer) {
        List<IpAddress> addresses = destination.address();
        for (int i = 0; i < addresses.size(); i++) {
            // a text in place of a list has no elements to point at
            String place = addresses.size() == 1 ? pointer : pointer + "/" + i;
            if (addresses.get(i) instanceof IpAddress address) {
                address(address, String.valueOf(destination.name()), place);
            }
        }
    }

    private void address(IpAddress address, String name, String pointer) {
        if (!ConfigValidator.inside(network, address)) {
            findings.fault(pointer, address, "inside " + network.networkCidr(),
                    "a management address lies in the virtual network; choose one inside " + network.networkCidr());
        }
        String owner = ownerOfAddress.putIfAbsent(address, name);
        if (owner != null) {
            findings.fault(pointer, address, "", "this is also the address of " + owner + "; choose another");
        }
    }

    private void members(Cluster cluster, String pointer) {
        for (int i = 0; i < cluster.members().size(); i++) {
            String member = cluster.members().get(i);
            if (member == null) {
                continue;
            }
            names.requireNode(member, pointer + "/" + i, findings);
            String other = clusterOfMember.putIfAbsent(member, String.valueOf(cluster.name()));
            if (other != null && !other.equals(cluster.name())) {
                findings.fault(pointer + "/" + i, member, "", "the node " + member + " is already a member of " + other
                        + "; a node belongs to one cluster");
            }
        }
    }
}
