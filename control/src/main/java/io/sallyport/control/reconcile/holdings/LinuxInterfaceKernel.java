package io.sallyport.control.reconcile.holdings;

import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The kernel of this machine, in the network namespace of the thread that made it. Netlink is for one thread at a time; its calls
 * take microseconds, so callers wait for each other.
 */
final class LinuxInterfaceKernel implements InterfaceKernel {

    private static final HexFormat MAC = HexFormat.ofDelimiter(":");

    private final Netlink netlink = Netlink.open();

    @Override
    public synchronized OptionalInt link(String name) {
        return netlink.linkIndex(name);
    }

    @Override
    public synchronized Optional<String> mac(String name) {
        return netlink.hardwareAddress(name).map(MAC::formatHex);
    }

    @Override
    public synchronized List<IpAddress> addresses(int link) {
        return netlink.addresses().stream().filter(address -> address.link() == link)
                .map(address -> IpAddress.of(address.address())).toList();
    }

    @Override
    public synchronized void addAddress(int link, IpAddress address) {
        netlink.addMarkedAddress(new InterfaceAddress(link, address.toInetAddress(), address.width()));
    }

    @Override
    public synchronized void removeAddress(int link, IpAddress address) {
        netlink.addresses().stream()
                .filter(present -> present.link() == link && IpAddress.of(present.address()).equals(address))
                .forEach(netlink::deleteAddress);
    }

    @Override
    public synchronized List<MarkedAddress> marked() {
        Map<Integer, String> names = netlink.links().stream().collect(Collectors.toMap(Link::index, Link::name));
        return netlink.markedAddresses().stream()
                .filter(address -> names.containsKey(address.link()))
                .map(address -> new MarkedAddress(names.get(address.link()), IpAddress.of(address.address()))).toList();
    }

    @Override
    public synchronized void forgetNeighbour(int link, IpAddress address) {
        netlink.forgetNeighbour(link, address.toInetAddress());
    }

    @Override
    public synchronized void close() {
        netlink.close();
    }
}
