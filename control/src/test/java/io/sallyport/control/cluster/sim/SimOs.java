package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.lan.Announcer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host's operating system, which outlives the daemon; on a LAN with the announcer of the daemon's present life beside it. */
final class SimOs {

    static final long ANSWERS_IN_NS = MS;
    private final Set<OsAddress> addresses = new HashSet<>();
    private Optional<Announcer> announcer = Optional.empty();

    /** A life begins; empty in a VPC. */
    void announcing(Optional<Announcer> by) {
        announcer.ifPresent(Announcer::close);
        announcer = by;
    }

    void add(OsAddress address) {
        addresses.add(address);
        announcer.ifPresent(lan -> lan.announce(address.interfaceName(), address.address()));
    }

    void remove(OsAddress address) {
        announcer.ifPresent(lan -> lan.withdraw(address.interfaceName(), address.address()));
        addresses.remove(address);
    }

    /** By a power loss, or by somebody who does not know what they are for. */
    void clear() {
        addresses.clear();
    }

    Outcome seen(ReadOs read) {
        Map<Holding, Holder> holders = new HashMap<>();
        read.addresses().forEach(address -> holders.put(address, addresses.contains(address) ? Holder.SELF : Holder.ABSENT));
        return new Outcome.Seen(holders);
    }

    boolean hasAny() {
        return !addresses.isEmpty();
    }

    boolean has(Set<OsAddress> exactly) {
        return addresses.equals(exactly);
    }
}
