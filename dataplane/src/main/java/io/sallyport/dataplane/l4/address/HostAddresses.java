package io.sallyport.dataplane.l4.address;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * @param byInterface usable addresses by interface, in the kernel's order: primary before secondary
 * @param indexes     of the interfaces; one that is made anew under its old name has another
 */
public record HostAddresses(Map<String, List<IpAddress>> byInterface, Map<String, Integer> indexes) {

    public static final HostAddresses NONE = new HostAddresses(Map.of(), Map.of());

    public HostAddresses {
        byInterface = Map.copyOf(byInterface);
        indexes = Map.copyOf(indexes);
    }

    public List<IpAddress> of(String name) {
        return byInterface.getOrDefault(name, List.of());
    }

    public boolean holds(String name, IpAddress address) {
        return of(name).contains(address);
    }

    public boolean exists(String name) {
        return byInterface.containsKey(name);
    }

    /** The interface that has an address; of several, the one that was made last. */
    public Optional<String> holder(IpAddress address) {
        return byInterface.keySet().stream().filter(name -> holds(name, address)).max(Comparator.comparingInt(this::index));
    }

    /** @return 0 when it is not there */
    public int index(String name) {
        return indexes.getOrDefault(name, 0);
    }

    public HostAddresses without(Set<IpAddress> addresses) {
        if (addresses.isEmpty()) {
            return this;
        }
        Map<String, List<IpAddress>> rest = new HashMap<>();
        byInterface.forEach((name, held) ->
                rest.put(name, held.stream().filter(address -> !addresses.contains(address)).toList()));
        return new HostAddresses(rest, indexes);
    }
}
