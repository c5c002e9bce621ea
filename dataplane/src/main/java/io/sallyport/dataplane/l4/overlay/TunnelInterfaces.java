package io.sallyport.dataplane.l4.overlay;

import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.dial.Tie;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the management addresses are: on the TUN interface, for no other is given them. It is found by them and not by its name, for
 * a name that was changed in the configuration waits for a restart.
 *
 * <p>The thread of {@code L4} writes, any reads.
 */
public final class TunnelInterfaces implements Tie {

    private volatile Map<InetAddress, Integer> indexes = Map.of();

    void adopt(List<IpAddress> management, HostAddresses host) {
        Map<InetAddress, Integer> found = new HashMap<>();
        for (IpAddress address : management) {
            host.holder(address).ifPresent(name -> found.put(address.toInetAddress(), host.index(name)));
        }
        indexes = Map.copyOf(found);
    }

    /** Index by management address, of those that this machine has now. */
    Map<InetAddress, Integer> indexes() {
        return indexes;
    }

    @Override
    public int indexOf(InetAddress source) {
        return indexes.getOrDefault(source, 0);
    }
}
