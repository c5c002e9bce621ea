package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * Who may hold which address.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html">API, IPv4</a>
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignIpv6Addresses.html">API, IPv6</a>
 */
public final class AddressRules {

    private static final int IPV4_DELEGATION = 28;
    private static final int IPV6_DELEGATION = 80;

    private AddressRules() {
    }

    /** Gives an interface secondary addresses; with {@code allowReassignment} whoever holds one as secondary loses it. */
    public static VpcState assign(VpcState state, String eniId, List<IpAddress> wanted, boolean allowReassignment) {
        NetworkInterface eni = state.networkInterface(eniId);
        wanted.forEach(state.subnetOf(eni)::requireUsable);
        if (!allowReassignment) {
            requireFree(state, wanted);
        }
        VpcState changed = state;
        for (IpAddress address : wanted) {
            changed = release(changed, eniId, address);
        }
        SequencedSet<IpAddress> secondary = new LinkedHashSet<>(eni.secondary());
        secondary.addAll(wanted);
        return changed.with(withinSlots(eni.withSecondary(List.copyOf(secondary)), false));
    }

    private static void requireFree(VpcState state, List<IpAddress> wanted) {
        List<IpAddress> taken = wanted.stream().filter(address -> state.holder(address).isPresent()).toList();
        if (!taken.isEmpty()) {
            throw Ec2Refusal.invalidValue(taken + " assigned, but move is not allowed.");
        }
    }

    /** Takes the address from whoever holds it beside {@code eniId}; what is primary or in a prefix is not given up. */
    private static VpcState release(VpcState state, String eniId, IpAddress address) {
        NetworkInterface holder = state.holder(address).orElse(null);
        if (holder == null || holder.id().equals(eniId) && holder.secondary().contains(address)) {
            return state;
        }
        if (!holder.secondary().contains(address)) {
            String why = holder.primary().equals(address) ? "the primary address" : "in a prefix";
            throw Ec2Refusal.invalidValue("[" + address + "] is " + why + " of " + holder.id() + " and cannot be reassigned.");
        }
        return state.with(holder.withSecondary(without(holder.secondary(), List.of(address))));
    }

    public static VpcState unassign(VpcState state, String eniId, List<IpAddress> addresses) {
        NetworkInterface eni = state.networkInterface(eniId);
        if (addresses.contains(eni.primary())) {
            throw Ec2Refusal.invalidValue("The primary IP address of an interface cannot be unassigned.");
        }
        requireAssigned(eni, eni.secondary().containsAll(addresses));
        return state.with(eni.withSecondary(without(eni.secondary(), addresses)));
    }

    /** IPv6 addresses know no reassignment: the holder must give one up first. */
    public static VpcState assignIpv6(VpcState state, String eniId, List<IpAddress> wanted) {
        NetworkInterface eni = state.networkInterface(eniId);
        wanted.forEach(state.subnetOf(eni)::requireUsable);
        requireFree(state, wanted);
        List<IpAddress> all = new ArrayList<>(eni.ipv6());
        all.addAll(wanted);
        return state.with(withinSlots(eni.withIpv6(all), true));
    }

    public static VpcState unassignIpv6(VpcState state, String eniId, List<IpAddress> addresses) {
        NetworkInterface eni = state.networkInterface(eniId);
        requireAssigned(eni, eni.ipv6().containsAll(addresses));
        return state.with(eni.withIpv6(without(eni.ipv6(), addresses)));
    }

    /** Delegates /28 or /80 prefixes; nothing can take one away but {@link #unassignPrefixes}. */
    public static VpcState assignPrefixes(VpcState state, String eniId, List<IpPrefix> wanted) {
        NetworkInterface eni = state.networkInterface(eniId);
        for (IpPrefix prefix : wanted) {
            requireDelegable(state, state.subnetOf(eni), prefix);
        }
        List<IpPrefix> all = new ArrayList<>(eni.prefixes());
        all.addAll(wanted);
        NetworkInterface changed = eni.withPrefixes(all);
        withinSlots(changed, false);
        return state.with(withinSlots(changed, true));
    }

    private static void requireDelegable(VpcState state, Subnet subnet, IpPrefix prefix) {
        int length = prefix.v6() ? IPV6_DELEGATION : IPV4_DELEGATION;
        if (prefix.length() != length || !subnet.contains(prefix.address())) {
            throw Ec2Refusal.invalidValue(prefix + " is not a /" + length + " of the subnet's address range");
        }
        boolean taken = state.interfaces().values().stream().flatMap(eni -> eni.held().stream()).anyMatch(prefix::overlaps);
        if (taken) {
            throw Ec2Refusal.invalidValue("[" + prefix + "] assigned, but move is not allowed.");
        }
    }

    public static VpcState unassignPrefixes(VpcState state, String eniId, List<IpPrefix> prefixes) {
        NetworkInterface eni = state.networkInterface(eniId);
        requireAssigned(eni, eni.prefixes().containsAll(prefixes));
        return state.with(eni.withPrefixes(without(eni.prefixes(), prefixes)));
    }

    private static void requireAssigned(NetworkInterface eni, boolean assigned) {
        if (!assigned) {
            throw Ec2Refusal.invalidValue("Some of the specified addresses are not assigned to interface " + eni.id());
        }
    }

    private static NetworkInterface withinSlots(NetworkInterface eni, boolean v6) {
        if (eni.usedSlots(v6) > eni.slots()) {
            throw Ec2Refusal.of("PrivateIpAddressLimitExceeded", "Number of private addresses will exceed limit.");
        }
        return eni;
    }

    private static <T> List<T> without(List<T> all, List<T> gone) {
        return all.stream().filter(each -> !gone.contains(each)).toList();
    }
}
