package io.sallyport.dataplane.l4.plan;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;

/** Which addresses of this machine a connector listens at. What is bound follows what the kernel has at the moment. */
public sealed interface Bind {

    /** The wildcard addresses of both families. */
    record All() implements Bind {
    }

    /** Every address that the interface has, as they come and go, except cluster addresses, which belong to {@link ClusterIp}. */
    record Interface(String name) implements Bind {
    }

    /**
     * The cluster's addresses, and only while the interface holds them: on one member at a time.
     *
     * @param name of the interface
     */
    record ClusterIp(String name, List<IpAddress> addresses) implements Bind {

        public ClusterIp {
            addresses = List.copyOf(addresses);
        }
    }
}
