package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;

/**
 * An elastic network interface (ENI) and what is delivered to it.
 *
 * @param instanceId  empty: it is attached to none, holds what it holds all the same, and may be given more
 * @param device      of the fabric, the other end of whose cable is the interface; empty: no packet reaches it
 * @param slots       how many IPv4 addresses and prefixes its instance's type allows it
 * @param secondary   IPv4 addresses beside the primary one
 * @param prefixes    /28 and /80, each taking a slot of its family
 * @param sourceDestCheck whether the VPC drops what is neither from nor to an address held here
 */
public record NetworkInterface(
        String id,
        String subnetId,
        String instanceId,
        int deviceIndex,
        String device,
        String mac,
        int slots,
        IpAddress primary,
        List<IpAddress> secondary,
        List<IpAddress> ipv6,
        List<IpPrefix> prefixes,
        boolean sourceDestCheck) {

    public NetworkInterface {
        secondary = List.copyOf(secondary);
        ipv6 = List.copyOf(ipv6);
        prefixes = List.copyOf(prefixes);
    }

    /** Primary first, then secondary. */
    public List<IpAddress> ipv4() {
        List<IpAddress> all = new ArrayList<>(List.of(primary));
        all.addAll(secondary);
        return all;
    }

    /** Every address and prefix that the VPC delivers here. */
    public List<IpPrefix> held() {
        List<IpPrefix> held = new ArrayList<>(ipv4().stream().map(IpPrefix::host).toList());
        ipv6.forEach(address -> held.add(IpPrefix.host(address)));
        held.addAll(prefixes);
        return held;
    }

    public boolean holds(IpAddress address) {
        return held().stream().anyMatch(prefix -> prefix.contains(address));
    }

    public boolean attached() {
        return !instanceId.isEmpty();
    }

    public boolean hasCable() {
        return !device.isEmpty();
    }

    /** Attached to another instance, which has no cable, or with an empty id to none. */
    public NetworkInterface movedTo(String instance) {
        return new NetworkInterface(id, subnetId, instance, 1, "", mac, slots, primary, secondary, ipv6, prefixes, sourceDestCheck);
    }

    int usedSlots(boolean v6) {
        long delegated = prefixes.stream().filter(prefix -> prefix.v6() == v6).count();
        return (int) delegated + (v6 ? ipv6.size() : 1 + secondary.size());
    }

    NetworkInterface withSecondary(List<IpAddress> addresses) {
        return new NetworkInterface(id, subnetId, instanceId, deviceIndex, device, mac, slots, primary, addresses, ipv6, prefixes,
                sourceDestCheck);
    }

    NetworkInterface withIpv6(List<IpAddress> addresses) {
        return new NetworkInterface(id, subnetId, instanceId, deviceIndex, device, mac, slots, primary, secondary, addresses,
                prefixes, sourceDestCheck);
    }

    NetworkInterface withPrefixes(List<IpPrefix> delegated) {
        return new NetworkInterface(id, subnetId, instanceId, deviceIndex, device, mac, slots, primary, secondary, ipv6, delegated,
                sourceDestCheck);
    }

    public NetworkInterface withSourceDestCheck(boolean check) {
        return new NetworkInterface(id, subnetId, instanceId, deviceIndex, device, mac, slots, primary, secondary, ipv6, prefixes,
                check);
    }
}
