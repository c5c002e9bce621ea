package io.sallyport.bench.peers.path;

/**
 * One end of the tunnel path: a gateway and the one host behind it. The addresses are the seed network's.
 *
 * @param label   {@code a} or {@code b}, ends the names of its namespaces
 * @param host    the host's own address
 * @param lan     the gateway's address towards the host, in a /24
 * @param wan     the gateway's address towards the other gateway, in a /24
 * @param network the host's address in the virtual network, which inside NAT gives it
 */
record Edge(String label, String host, String lan, String wan, String network) {

    static final Edge A = new Edge("a", "192.168.10.15", "192.168.10.1", "198.51.100.1", "10.100.100.15");
    static final Edge B = new Edge("b", "172.16.10.15", "172.16.10.1", "198.51.100.2", "10.100.10.15");

    static final String LAN_DEVICE = "lan0";
    static final String WAN_DEVICE = "wan0";
    static final String VIRTUAL_NETWORK = "10.100.0.0/16";

    Edge other() {
        return this.equals(A) ? B : A;
    }

    static String in24(String address) {
        return address + "/24";
    }

    /** The /24 of the virtual network that is behind this gateway. */
    String networkPrefix() {
        return network.substring(0, network.lastIndexOf('.')) + ".0/24";
    }

    /** The gateway's own address in the virtual network. */
    String management() {
        return network.substring(0, network.lastIndexOf('.')) + ".1";
    }

    String lanPrefix() {
        return lan.substring(0, lan.lastIndexOf('.')) + ".0/24";
    }
}
