package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.provider.aws.AwsSettings;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Answers;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** A machine in memory with one interface, {@code eth1}. Any thread, as far as a member's calls go. */
public final class FakeInterfaceKernel implements InterfaceKernel {

    public static final String MAC = "0a:00:00:00:00:01";

    public final Set<IpAddress> addresses = new CopyOnWriteArraySet<>();
    final Set<IpAddress> marked = new CopyOnWriteArraySet<>();
    final List<IpAddress> forgotten = new ArrayList<>();
    boolean exists = true;
    String refusal;

    /** An agent at this machine's interface. */
    public HoldingsAgent agent(AwsSettings settings, IpAddress partner, Standing standing, Answers answers) {
        return HoldingsAgent.aws(settings, this, partner, standing, answers);
    }

    @Override
    public OptionalInt link(String name) {
        return exists && name.equals("eth1") ? OptionalInt.of(3) : OptionalInt.empty();
    }

    @Override
    public Optional<String> mac(String name) {
        return exists && name.equals("eth1") ? Optional.of(MAC) : Optional.empty();
    }

    @Override
    public List<IpAddress> addresses(int link) {
        return List.copyOf(addresses);
    }

    @Override
    public void addAddress(int link, IpAddress address) {
        if (refusal != null) {
            throw new LinuxException(refusal);
        }
        addresses.add(address);
        marked.add(address);
    }

    @Override
    public void removeAddress(int link, IpAddress address) {
        addresses.remove(address);
        marked.remove(address);
    }

    @Override
    public List<MarkedAddress> marked() {
        return marked.stream().map(address -> new MarkedAddress("eth1", address)).toList();
    }

    @Override
    public void forgetNeighbour(int link, IpAddress address) {
        forgotten.add(address);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
