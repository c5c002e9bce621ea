package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.lan.Announcer;
import io.sallyport.control.reconcile.holdings.InterfaceKernel.MarkedAddress;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster IP at the operating system: there, or not, and on a LAN announced while it is. It has a host prefix beside the
 * interface's own address: that one's on-link route, and its place as the source of connections, stay what they are, and an
 * answer to the cluster IP goes out as the kernel routes it (docs/decisions/0023).
 *
 * <p>Any thread.
 */
final class OsAddresses implements Operations {

    private static final Logger LOG = LoggerFactory.getLogger(OsAddresses.class);

    private final InterfaceKernel kernel;
    private final Optional<Announcer> announcer;

    /** @param announcer where neighbours have to be told; not in a VPC, which knows by itself and hears no broadcasts */
    OsAddresses(InterfaceKernel kernel, Optional<Announcer> announcer) {
        this.kernel = kernel;
        this.announcer = announcer;
    }

    @Override
    public Outcome perform(Attempt attempt) {
        try {
            return switch (attempt.operation()) {
                case ReadOs read -> read(read.addresses());
                case AddOsAddress add -> add(add.address());
                case RemoveOsAddress remove -> remove(remove.address());
                default -> throw new IllegalArgumentException(attempt.operation() + " is not the operating system's");
            };
        } catch (LinuxException e) {
            return Outcomes.refused(ProviderFault.of(ClusterProblem.KERNEL_REFUSED, "", e.getMessage()));
        }
    }

    private Outcome read(List<OsAddress> asked) {
        Map<OsAddress, Holder> holders = new HashMap<>();
        asked.forEach(one -> holders.put(one, has(one) ? Holder.SELF : Holder.ABSENT));
        return new Outcome.Seen(holders);
    }

    boolean has(OsAddress asked) {
        OptionalInt link = kernel.link(asked.interfaceName());
        return link.isPresent() && kernel.addresses(link.getAsInt()).contains(asked.address());
    }

    private Outcome add(OsAddress wanted) {
        OptionalInt link = kernel.link(wanted.interfaceName());
        if (link.isEmpty()) {
            return Outcomes.refused(ProviderFault.of(ClusterProblem.INTERFACE_MISSING, "", "no " + wanted.interfaceName()));
        }
        if (!kernel.addresses(link.getAsInt()).contains(wanted.address())) {
            kernel.addAddress(link.getAsInt(), wanted.address());
            LOG.info("cluster IP {} added to {}", wanted.address(), wanted.interfaceName());
        }
        // as the standby this machine may have spoken to the address, and remembers the partner's MAC address for it
        kernel.forgetNeighbour(link.getAsInt(), wanted.address());
        announcer.ifPresent(lan -> lan.announce(wanted.interfaceName(), wanted.address()));
        return new Outcome.Done();
    }

    private Outcome remove(OsAddress unwanted) {
        remove(unwanted.interfaceName(), unwanted.address());
        return new Outcome.Done();
    }

    /** An interface that is gone has taken its addresses along. */
    private void remove(String interfaceName, IpAddress address) {
        // first: nothing is announced that is not there
        announcer.ifPresent(lan -> lan.withdraw(interfaceName, address));
        OptionalInt link = kernel.link(interfaceName);
        if (link.isPresent() && kernel.addresses(link.getAsInt()).contains(address)) {
            kernel.removeAddress(link.getAsInt(), address);
            LOG.info("cluster IP {} removed from {}", address, interfaceName);
        }
    }

    /**
     * Removes every address of ours that is not among the configured ones: what an earlier life had when it was killed, of a
     * configuration that has changed since. Those that are configured are the planner's.
     *
     * @return what was found and removed
     * @throws LinuxException when the kernel refuses
     */
    List<MarkedAddress> sweep(Collection<OsAddress> configured) {
        List<MarkedAddress> left = kernel.marked().stream()
                .filter(found -> !configured.contains(new OsAddress(found.interfaceName(), found.address()))).toList();
        left.forEach(found -> remove(found.interfaceName(), found.address()));
        return left;
    }
}
