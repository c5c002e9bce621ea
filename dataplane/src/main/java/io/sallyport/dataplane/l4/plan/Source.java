package io.sallyport.dataplane.l4.plan;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;

/** From which address a service dials. */
public sealed interface Source {

    /** The kernel chooses by its routes. */
    record Any() implements Source {
    }

    /** The interface's own address of the backend's family. @param name of the interface */
    record Interface(String name) implements Source {
    }

    /** The cluster's address of the backend's family; refused, and counted, while this member does not hold it. */
    record ClusterIp(String name, List<IpAddress> addresses) implements Source {

        public ClusterIp {
            addresses = List.copyOf(addresses);
        }
    }
}
