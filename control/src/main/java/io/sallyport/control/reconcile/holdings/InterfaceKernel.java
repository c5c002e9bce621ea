package io.sallyport.control.reconcile.holdings;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The machine's interfaces as failover needs them; a seam, so that decisions can be tested without privileges. Any thread. */
interface InterfaceKernel extends AutoCloseable {

    /** @param interfaceName of the interface that has it */
    record MarkedAddress(String interfaceName, IpAddress address) {
    }

    /** The interface's index; empty when there is none of that name. */
    OptionalInt link(String name);

    /** As the metadata service writes it, {@code 0a:1b:2c:3d:4e:5f}; empty when it is no Ethernet interface. */
    Optional<String> mac(String name);

    /** Whatever their prefix lengths. */
    List<IpAddress> addresses(int link);

    /** Adds it with a host prefix and our mark. */
    void addAddress(int link, IpAddress address);

    /** Removes it with whatever prefix lengths it is there. */
    void removeAddress(int link, IpAddress address);

    /** What carries our mark, from this life or an earlier one. */
    List<MarkedAddress> marked();

    void forgetNeighbour(int link, IpAddress address);

    @Override
    void close();
}
