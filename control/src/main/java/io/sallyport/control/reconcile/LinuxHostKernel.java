package io.sallyport.control.reconcile;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.KernelRoute;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kernel of this machine, in the network namespace of the daemon. */
final class LinuxHostKernel implements HostKernel {

    private final Netlink netlink = Netlink.open();

    @Override
    public Optional<Device> device(String name) {
        return netlink.links().stream()
                .filter(link -> link.name().equals(name))
                .map(link -> new Device(link.index(), link.up()))
                .findFirst();
    }

    @Override
    public void setUp(Device device) {
        netlink.setUp(device.index());
    }

    @Override
    public List<IpPrefix> addresses(Device device) {
        return netlink.addresses().stream()
                .filter(address -> address.link() == device.index())
                // an address with a wider prefix is somebody else's, and none that we would add or remove
                .filter(address -> address.prefixLength() == address.address().getAddress().length * 8)
                .map(address -> IpPrefix.host(IpAddress.of(address.address())))
                .toList();
    }

    @Override
    public void addAddress(Device device, IpPrefix address) {
        netlink.addAddress(interfaceAddress(device, address));
    }

    @Override
    public void removeAddress(Device device, IpPrefix address) {
        netlink.deleteAddress(interfaceAddress(device, address));
    }

    private static InterfaceAddress interfaceAddress(Device device, IpPrefix address) {
        return new InterfaceAddress(device.index(), address.address().toInetAddress(), address.length());
    }

    @Override
    public List<HostRoute> routes() {
        Map<Integer, String> names = netlink.links().stream().collect(Collectors.toMap(Link::index, Link::name));
        return netlink.routes().stream()
                .map(route -> new HostRoute(new IpPrefix(IpAddress.of(route.destination()), route.prefixLength()),
                        names.getOrDefault(route.link(), "?"), route.source().map(IpAddress::of)))
                .toList();
    }

    @Override
    public void addRoute(Device device, IpPrefix prefix, Optional<IpAddress> source) {
        netlink.addRoute(route(device, prefix, source));
    }

    @Override
    public void replaceRoute(Device device, IpPrefix prefix, Optional<IpAddress> source) {
        netlink.replaceRoute(route(device, prefix, source));
    }

    @Override
    public void removeRoute(Device device, IpPrefix prefix) {
        netlink.deleteRoute(route(device, prefix, Optional.empty()));
    }

    private static KernelRoute route(Device device, IpPrefix prefix, Optional<IpAddress> source) {
        KernelRoute route = KernelRoute.onLink(prefix.address().toInetAddress(), prefix.length(), device.index());
        return source.map(address -> route.withSource(address.toInetAddress())).orElse(route);
    }

    @Override
    public void close() {
        netlink.close();
    }
}
