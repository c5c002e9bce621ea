package io.sallyport.control.cluster.holdings;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;

/** One thing that exactly one member of a cluster has at a time; each is brought to its member on its own, and all in parallel. */
public sealed interface Holding {

    /**
     * The cluster IP as a secondary private address of the interface's ENI.
     *
     * @param interfaceName of the operating system, as in the configuration; each member knows the ENI behind its own
     */
    record EniAddress(String interfaceName, IpAddress address) implements Holding {
        @Override
        public String toString() {
            return address + " at the ENI of " + interfaceName;
        }
    }

    /**
     * A route of a VPC's table whose target is the interface's ENI. A cluster IP that lies outside the VPC, for members in two
     * availability zones, is such a route too, of 32 or 128 bits.
     *
     * @param table {@code rtb-…}
     */
    record CloudRoute(String table, IpPrefix destination, String interfaceName) implements Holding {
        @Override
        public String toString() {
            return destination + " in " + table;
        }
    }

    /** The cluster IP at the operating system. Follows the arbiter: added once EC2 has confirmed that this member holds it. */
    record OsAddress(String interfaceName, IpAddress address) implements Holding {
        @Override
        public String toString() {
            return address + " at " + interfaceName;
        }
    }
}
