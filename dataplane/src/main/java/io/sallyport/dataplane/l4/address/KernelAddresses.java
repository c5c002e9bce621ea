package io.sallyport.dataplane.l4.address;

import io.sallyport.dataplane.linux.AddressWatch;
import io.sallyport.dataplane.linux.InterfaceAddress;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses that the kernel has, in the network namespace of the thread that starts it. IPv6 link-local addresses are left
 * out: they mean nothing without their link, and no connector is configured by one.
 */
public final class KernelAddresses implements AddressSource {

    private static final Logger LOG = LoggerFactory.getLogger(KernelAddresses.class);
    private static final long JOIN_MS = 5_000;

    private Netlink netlink;
    private AddressWatch watch;
    private Thread thread;

    @Override
    public void start(Consumer<HostAddresses> listener) {
        netlink = Netlink.open();
        watch = new AddressWatch(); // before the first look, so that no change falls between
        listener.accept(read());
        thread = Thread.ofPlatform().name("l4-addresses").daemon(true).start(() -> follow(listener));
    }

    private void follow(Consumer<HostAddresses> listener) {
        try {
            while (watch.await()) {
                follow(listener, read());
            }
        } catch (LinuxException e) {
            LOG.error("connectors no longer follow this machine's addresses, restart the daemon: {}", e.getMessage());
        }
    }

    /** What goes wrong with one change must not keep the next from being followed. */
    private static void follow(Consumer<HostAddresses> listener, HostAddresses now) {
        try {
            listener.accept(now);
        } catch (RuntimeException e) {
            LOG.error("connectors have not followed a change of this machine's addresses; the next is tried again", e);
        }
    }

    private HostAddresses read() {
        Map<Integer, String> names = new HashMap<>();
        Map<String, Integer> indexes = new HashMap<>();
        Map<String, List<IpAddress>> addresses = new HashMap<>();
        for (Link link : netlink.links()) {
            names.put(link.index(), link.name());
            indexes.put(link.name(), link.index());
            addresses.put(link.name(), new ArrayList<>());
        }
        for (InterfaceAddress address : netlink.addresses()) {
            String name = names.get(address.link());
            if (name != null && !address.address().isLinkLocalAddress()) {
                addresses.get(name).add(IpAddress.of(address.address()));
            }
        }
        addresses.replaceAll((name, held) -> List.copyOf(held));
        return new HostAddresses(addresses, indexes);
    }

    @Override
    public void close() {
        if (watch == null) {
            return;
        }
        watch.stop();
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!thread.isAlive()) { // else its descriptors are still in use: left to the end of the process
            watch.close();
            netlink.close();
        }
        watch = null;
    }
}
