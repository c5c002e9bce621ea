package io.sallyport.control.reconcile;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Optional;

/** What {@link HostNetwork} asks of the kernel; a seam, so that its decisions can be tested without privileges. */
interface HostKernel extends AutoCloseable {

    /** A network device. */
    record Device(int index, boolean up) {
    }

    /**
     * A route of the main table.
     *
     * @param device name of the outgoing device
     * @param source the preferred source address, if it has one
     */
    record HostRoute(IpPrefix prefix, String device, Optional<IpAddress> source) {
    }

    /** Empty when there is no such device. */
    Optional<Device> device(String name);

    void setUp(Device device);

    List<IpPrefix> addresses(Device device);

    void addAddress(Device device, IpPrefix address);

    void removeAddress(Device device, IpPrefix address);

    List<HostRoute> routes();

    void addRoute(Device device, IpPrefix prefix, Optional<IpAddress> source);

    /** Gives the route through that device another preferred source; no packet finds it missing. */
    void replaceRoute(Device device, IpPrefix prefix, Optional<IpAddress> source);

    void removeRoute(Device device, IpPrefix prefix);

    @Override
    void close();
}
