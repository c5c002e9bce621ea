package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.lan.Announcer;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.StandingProblems;
import io.sallyport.dataplane.linux.LinuxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cluster IPs of a node that belongs to no cluster: nobody else can have them, so it has them as long as it runs. A document
 * with connectors on a cluster IP thus works before there is a partner, and its end leaves nothing behind. EC2 is not asked: which
 * ENI has the address is the operator's, for one node alone.
 *
 * <p>Conductor thread, but where a method says otherwise.
 */
public final class LoneAddresses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LoneAddresses.class);

    private final InterfaceKernel kernel;
    private final Optional<Announcer> announcer;
    private final OsAddresses os;
    private List<OsAddress> wanted = List.of();
    private final StandingProblems problems = new StandingProblems(LOG);

    LoneAddresses(InterfaceKernel kernel, Optional<Announcer> announcer) {
        this.kernel = kernel;
        this.announcer = announcer;
        os = new OsAddresses(kernel, announcer);
    }

    /**
     * Of this machine, or of the network namespace that the daemon runs in.
     *
     * @param ethernet empty: neighbours cannot be told of an address
     */
    public static LoneAddresses ofThisHost(Optional<Ethernet> ethernet) {
        return new LoneAddresses(new LinuxInterfaceKernel(), ethernet.map(wire -> new Announcer(wire, () -> true)));
    }

    /** Takes effect with the next {@link #reconcile}. */
    public void want(Collection<OsAddress> addresses) {
        wanted = List.copyOf(addresses);
    }

    /** What cannot be had, each in one sentence; any thread. */
    public List<String> problems() {
        return problems.now();
    }

    /** Adds what is missing, and removes what is ours and not wanted, an earlier life's among it. */
    public void reconcile() {
        List<String> found = new ArrayList<>();
        try {
            os.sweep(wanted);
            wanted.stream().filter(one -> !os.has(one)).forEach(one -> add(one, found));
        } catch (LinuxException e) {
            found.add(e.getMessage());
        }
        problems.replace(found);
    }

    private void add(OsAddress missing, List<String> found) {
        if (os.perform(new Attempt(new AddOsAddress(missing), () -> true)) instanceof Outcome.Refused refused) {
            found.add("the cluster IP " + missing.address() + " is not at " + missing.interfaceName() + ": " + refused.reason());
        }
    }

    /** Takes away what is ours. */
    @Override
    public void close() {
        announcer.ifPresent(Announcer::close);
        try {
            os.sweep(List.of());
        } catch (LinuxException e) {
            LOG.warn("cluster IPs were not removed: {}", e.getMessage());
        }
        kernel.close();
    }
}
