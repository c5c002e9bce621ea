package io.sallyport.bench.lab;

import java.util.List;

/**
 * One location of the virtual network.
 *
 * @param name        short, begins the names of its namespaces: {@code edge1}
 * @param location    as the seed calls it
 * @param cluster     the destination that routes and inside NATs name: {@code EdgeCluster1}
 * @param cipher      what its cluster asks for
 * @param lan         prefixes of its local network
 * @param network     prefixes of its part of the virtual network
 * @param management  the cluster's addresses in the virtual network
 * @param gateways    members of the cluster; one until failover arrives, which adds the second
 * @param clusterIp   addresses in the local network that the active member holds: the hosts' way to the virtual network, what its
 *                    connectors listen at and its services come from
 */
public record Site(
        String name,
        String location,
        String cluster,
        String cipher,
        DualStack lan,
        DualStack network,
        DualStack management,
        DualStack clusterIp,
        List<Gateway> gateways,
        List<Host> hosts) {

    /**
     * @param name the node's name in the configuration
     * @param wan  addresses in the underlay
     * @param lan  addresses of its own in the local network
     */
    public record Gateway(String name, String namespace, DualStack wan, DualStack lan) {

        static final String WAN_DEVICE = "wan0";
        static final String LAN_DEVICE = "lan0";
        static final String TUN_DEVICE = "sp0";
        static final int LISTEN_PORT = 51820;

        /** Where peers reach it, IPv4 first. */
        List<String> endpoints() {
            return List.of(wan.v4() + ":" + LISTEN_PORT, "[" + wan.v6() + "]:" + LISTEN_PORT);
        }
    }

    /**
     * @param number  the last part of its addresses, locally and in the virtual network
     * @param local   addresses in the local network
     * @param network addresses in the virtual network that its inside NATs give it
     */
    public record Host(String name, String namespace, int number, DualStack local, DualStack network, String description) {

        static final String DEVICE = "eth0";
    }
}
