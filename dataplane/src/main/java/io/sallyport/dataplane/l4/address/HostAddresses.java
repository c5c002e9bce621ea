package io.sallyport.dataplane.l4.address;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** @param byInterface usable addresses by interface, in the kernel's order: primary before secondary */
public record HostAddresses(Map<String, List<IpAddress>> byInterface) {

    public static final HostAddresses NONE = new HostAddresses(Map.of());

    public HostAddresses {
        byInterface = Map.copyOf(byInterface);
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

    public HostAddresses without(Set<IpAddress> addresses) {
        if (addresses.isEmpty()) {
            return this;
        }
        Map<String, List<IpAddress>> rest = new HashMap<>();
        byInterface.forEach((name, held) ->
                rest.put(name, held.stream().filter(address -> !addresses.contains(address)).toList()));
        return new HostAddresses(rest);
    }
}
