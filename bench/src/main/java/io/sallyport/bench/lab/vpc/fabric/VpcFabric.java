package io.sallyport.bench.lab.vpc.fabric;

import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Keeps the kernel's tables as the model says packets go at the time, on a thread of its own. */
public final class VpcFabric implements AutoCloseable {

    /** Before {@code main} stands only {@code local}, with the fabric's own addresses; the kernel's own rules come last. */
    private static final int HELD = 1000;
    private static final int NEXT_HOP = 2000;
    private static final int ROUTE_TABLE = 3000;
    private static final int NOTHING = 4000;

    private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(1);

    private final VpcModel model;
    private final String uplink;
    private final LongSupplier clock;
    private final KernelTables tables = new KernelTables();
    private final Map<String, Integer> links = new HashMap<>();
    private final Numbers<IpAddress> nextHops = new Numbers<>();
    private final Numbers<String> routeTables = new Numbers<>();
    private final Set<String> devices = new HashSet<>();
    private final NeighborResponder neighbors;
    private final Thread thread = Thread.ofPlatform().name("vpc-fabric").unstarted(this::run);
    private ForwardingPlan applied = ForwardingPlan.nothing();
    private Collection<NetworkInterface> checked = List.of();
    private Set<Cut> cuts = Set.of();
    private volatile VpcState state;
    private volatile long lastChangeNs;
    private volatile boolean closed;

    private VpcFabric(VpcModel model, String uplink, LongSupplier clock) {
        this.model = model;
        this.uplink = uplink;
        this.clock = clock;
        try (Netlink netlink = Netlink.open()) {
            for (Link link : netlink.links()) {
                links.put(link.name(), link.index());
            }
        }
        neighbors = new NeighborResponder(this::numberOfNeighbor);
    }

    /**
     * Takes over this process's network namespace, in which all cables are in place.
     *
     * @param uplink the device behind internet gateways; empty: there is none
     */
    public static VpcFabric start(VpcModel model, String uplink, LongSupplier clock) {
        VpcFabric fabric = new VpcFabric(model, uplink, clock);
        fabric.tables.lookUp(HELD, ForwardingPlan.MAIN);
        fabric.tables.discardTheRest(NOTHING);
        fabric.follow();
        model.onChange(() -> LockSupport.unpark(fabric.thread));
        fabric.thread.start();
        fabric.neighbors.start();
        return fabric;
    }

    private void run() {
        while (!closed) {
            try {
                follow();
            } catch (RuntimeException e) {
                System.err.println("the fabric cannot follow: " + e.getMessage()); // and tries again
            }
            long nowNs = clock.getAsLong();
            OptionalLong next = model.nextForwarding(nowNs);
            LockSupport.parkNanos(this, next.isPresent() ? Math.min(IDLE_NS, next.getAsLong() - nowNs) : IDLE_NS);
        }
    }

    private synchronized void follow() {
        VpcState now = model.forwarded(clock.getAsLong());
        if (now == state) {
            return;
        }
        long startNs = System.nanoTime();
        ForwardingPlan plan = ForwardingPlan.of(now, uplink, nextHops, routeTables);
        changeRoutes(plan);
        changeRules(plan);
        applied = plan;
        state = now;
        lastChangeNs = System.nanoTime() - startNs;
        changeChecks(now.interfaces().values().stream().filter(NetworkInterface::hasCable).toList());
    }

    /** Replacing is atomic, so that a packet finds the old holder or the new one; only then what has no holder goes. */
    private void changeRoutes(ForwardingPlan plan) {
        plan.routes().forEach((key, device) -> {
            if (!device.equals(applied.routes().get(key))) {
                tables.replace(key, link(device));
            }
        });
        for (ForwardingPlan.Key key : applied.routes().keySet()) {
            if (!plan.routes().containsKey(key)) {
                if (key.ofNextHop()) {
                    tables.replace(key, link(ForwardingPlan.BLACK_HOLE));
                } else {
                    tables.delete(key);
                }
            }
        }
    }

    private void changeRules(ForwardingPlan plan) {
        plan.marks().forEach((number, table) -> {
            if (!applied.marks().containsKey(number)) {
                tables.lookUpMarked(NEXT_HOP, markOf(number), table);
            }
        });
        plan.tables().forEach((device, table) -> {
            if (!table.equals(applied.tables().get(device))) {
                tables.lookUpFrom(ROUTE_TABLE, device, table);
            }
        });
    }

    /** Nftables takes the bytes of the MAC address as they lie in memory. */
    private static int markOf(int number) {
        return Integer.reverseBytes(number);
    }

    private int link(String device) {
        if (device.equals(ForwardingPlan.BLACK_HOLE)) {
            return 0;
        }
        return Optional.ofNullable(links.get(device))
                .orElseThrow(() -> new IllegalStateException("the fabric has no device " + device));
    }

    /** A run of {@code nft} takes milliseconds: only where a check has changed, which no failover does. */
    private void changeChecks(Collection<NetworkInterface> interfaces) {
        if (!sameChecks(interfaces)) {
            interfaces.forEach(eni -> devices.add(eni.device()));
            checked = List.copyOf(interfaces);
            PacketFilter.apply(checked, devices, cuts);
        }
    }

    /** From now on these breaks are in the network, and no others. When it returns, they are. */
    public synchronized void cut(Set<Cut> breaks) {
        cuts = Set.copyOf(breaks);
        PacketFilter.apply(checked, devices, cuts);
    }

    private boolean sameChecks(Collection<NetworkInterface> interfaces) {
        return checks(interfaces).equals(checks(checked));
    }

    private static Map<String, Boolean> checks(Collection<NetworkInterface> interfaces) {
        Map<String, Boolean> checks = new HashMap<>();
        interfaces.forEach(eni -> checks.put(eni.device(), eni.sourceDestCheck()));
        return checks;
    }

    /**
     * The number of the next hop that {@code address} is for whoever asks on that link: held in the same subnet by another. A
     * VPC answers for nothing else.
     */
    private Optional<Integer> numberOfNeighbor(int link, IpAddress address) {
        VpcState now = state;
        return now.holder(address)
                .filter(holder -> now.interfaces().values().stream().filter(NetworkInterface::hasCable)
                        .anyMatch(asking -> links.get(asking.device()) == link && asking.subnetId().equals(holder.subnetId())
                                && !asking.equals(holder)))
                .map(holder -> nextHops.of(address));
    }

    /** How long the last change of the kernel's tables took, the checks not counted. */
    public long lastChangeNs() {
        return lastChangeNs;
    }

    /** Packets dropped by the source/destination checks. */
    public SortedMap<String, Long> drops() {
        return PacketFilter.drops();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        neighbors.close();
        Threads.join(thread);
        tables.close();
    }
}
