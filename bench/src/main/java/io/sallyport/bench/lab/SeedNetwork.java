package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import java.util.List;

/**
 * The network of the seed "Layer 3, highly available edge to AWS", its three tables as they stand there, and IPv6 beside every
 * IPv4 row. Underlay addresses are documentation addresses (RFC 5737) and unique local ones (RFC 4193).
 */
public final class SeedNetwork {

    public static final String NAME = "layer3-ha-edge-to-aws";
    public static final DualStack NETWORK_CIDR = new DualStack("10.100.0.0/16", "fd00:100::/48");
    public static final DualStack WAN_CIDR = new DualStack("198.51.100.0/24", "fd00:198:51:100::/64");
    /** The underlay's router, the same at every gateway's cable. */
    static final DualStack FABRIC = new DualStack("198.51.100.254", "fd00:198:51:100::fe");

    /** The last part of every member's own address, and of the cluster IP, in each site's local network. */
    private static final int MEMBER_NUMBER = 11;
    private static final int CLUSTER_NUMBER = 100;

    private static final String FAST = "aes-256-gcm";
    private static final String INTEROPERABLE = "chacha20-poly1305";

    /** Two sites ask for AES and two for ChaCha20, so that both are spoken. */
    public static final List<Site> SITES = List.of(
            site("aws", "AWS VPC Subnet", "AWSCluster", FAST, new Numbering("192.168.10", "fd00:192:168:10"), 100, 1,
                    new Occupant("client", 15, "Application server behind AWSCluster nodes")),
            site("edge1", "Edge location 1", "EdgeCluster1", FAST, new Numbering("172.16.10", "fd00:172:16:10"), 10, 11,
                    new Occupant("mysql", 15, "MySQL server behind EdgeCluster1 nodes")),
            site("edge2", "Edge location 2", "EdgeCluster2", INTEROPERABLE, new Numbering("172.16.20", "fd00:172:16:20"), 20, 21,
                    new Occupant("mysql", 15, "MySQL server behind EdgeCluster2 nodes"),
                    new Occupant("sftp", 20, "SFTP server behind EdgeCluster2 nodes")),
            site("edge3", "Edge location 3", "EdgeCluster3", INTEROPERABLE, new Numbering("172.16.30", "fd00:172:16:30"), 30, 31,
                    new Occupant("mysql", 15, "MySQL server behind EdgeCluster3 nodes")));

    private SeedNetwork() {
    }

    /** @param v4 the first three bytes, as text. @param v6 the first four groups */
    private record Numbering(String v4, String v6) {

        DualStack address(int number) {
            return new DualStack(v4 + "." + number, v6 + "::" + number);
        }

        DualStack cidr() {
            return new DualStack(v4 + ".0/" + DualStack.V4_LAN_BITS, v6 + "::/" + DualStack.V6_LAN_BITS);
        }
    }

    /** @param number the last part of its address, locally and in the virtual network */
    private record Occupant(String name, int number, String description) {
    }

    private static Site site(
            String name, String location, String cluster, String cipher, Numbering lan, int part, int wan, Occupant... occupants) {
        Numbering network = new Numbering("10.100." + part, "fd00:100:0:" + part);
        DualStack underlay = new DualStack("198.51.100." + wan, "fd00:198:51:100::" + wan);
        List<Host> hosts = List.of(occupants).stream()
                .map(occupant -> new Host(occupant.name, name + "-" + occupant.name, occupant.number,
                        lan.address(occupant.number), network.address(occupant.number), occupant.description))
                .toList();
        Gateway gateway = new Gateway(name + "-a", name + "-gw", underlay, lan.address(MEMBER_NUMBER));
        return new Site(name, location, cluster, cipher, lan.cidr(), network.cidr(), network.address(1),
                lan.address(CLUSTER_NUMBER), List.of(gateway), hosts);
    }

    /** The host that the seed calls the application server: everybody's client here. */
    public static Host client() {
        return SITES.getFirst().hosts().getFirst();
    }

    /** Every host behind an edge. */
    public static List<Host> servers() {
        return SITES.stream().skip(1).flatMap(site -> site.hosts().stream()).toList();
    }
}
