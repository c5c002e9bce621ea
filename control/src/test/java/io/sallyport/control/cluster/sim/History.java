package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;
import static io.sallyport.control.cluster.sim.Timeline.SECOND;

import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.sim.Plan.Place;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** One run of two members through the faults of a plan, and on until all is well again or the bound has passed. */
final class History {

    static final long TIMEOUT_NS = SECOND;
    static final long INTERVAL_NS = 250 * MS;
    static final long HOLD_DOWN_NS = 5 * SECOND;
    /** After the last fault: exactly one active, the preferred one, with everything (decision 0022 says what adds up to it). */
    static final long LIVENESS_BOUND_NS = 45 * SECOND;
    /** The same on a LAN, where no EC2 holds anything up: the hold-down, and an announcement's turn to be repeated (decision 0041). */
    static final long LAN_LIVENESS_BOUND_NS = HOLD_DOWN_NS + 7 * SECOND;
    private static final long CALM_FOR_NS = 1_500 * MS;
    private static final long PROBE_NS = 100 * MS;

    /** Where the cluster may move for other reasons than what the members know. */
    private static final Set<Fault.Kind> MEDDLING = EnumSet.of(Fault.Kind.SOMEBODY_UNASSIGNS, Fault.Kind.SOMEBODY_TAKES,
            Fault.Kind.EC2_HANGS, Fault.Kind.NEW_CLUSTER_IP, Fault.Kind.CRASH_INTO_OLD_CONFIGURATION, Fault.Kind.MAKE_ACTIVE);

    private static final EniAddress IP = new EniAddress("eth1", IpAddress.parse("10.0.1.50"));
    private static final EniAddress NEW_IP = new EniAddress("eth1", IpAddress.parse("10.0.1.51"));
    private static final IpAddress OUTSIDE = IpAddress.parse("192.0.2.50");
    private static final List<CloudRoute> ROUTES = List.of(
            new CloudRoute("rtb-1", IpPrefix.parse("10.100.0.0/16"), "eth1"),
            new CloudRoute("rtb-2", IpPrefix.parse("10.100.0.0/16"), "eth1"));

    /** What came of a history. */
    record Result(long seed, String violation, long calmAfterNs, long overlapNs, int promotions, int calls, List<String> trace) {
        boolean failed() {
            return !violation.isEmpty();
        }
    }

    private final long seed;
    private final Plan plan;
    private final Timeline time;
    private final SimNetwork network;
    private final SimEc2 ec2;
    private final SimLan lan;
    private final SimMember[] members = new SimMember[2];
    private final Witness witness;
    private ClusterSettings[] settings;
    private long calmSinceNs = -1;
    private boolean over;
    private long version = 7;

    History(long seed, Plan plan, IntFunction<Mutation> mutations, boolean tracing) {
        this.seed = seed;
        this.plan = plan;
        time = new Timeline(seed, tracing);
        network = new SimNetwork(time);
        ec2 = new SimEc2(time);
        lan = new SimLan(time);
        Optional<SimLan> wire = plan.place() == Place.LAN ? Optional.of(lan) : Optional.empty();
        for (int i = 0; i < 2; i++) {
            members[i] = new SimMember(i, time, network, ec2, wire, mutations.apply(i));
        }
        witness = new Witness(time, network, ec2, wire, members, 2 * INTERVAL_NS - 5 * MS);
        members[0].meet(members[1], witness);
        members[1].meet(members[0], witness);
    }

    Result run() {
        String violation = "";
        try {
            prepare();
            while (!over && time.happen()) {
                // everything happens inside
            }
        } catch (Violation found) {
            violation = String.format("at %.3f s: %s", time.nowNs() / 1e9, found.getMessage());
            time.note(found::getMessage);
        }
        return new Result(seed, violation, calmSinceNs - plan.faultsUntilNs(), witness.overlapNs,
                members[0].promotions() + members[1].promotions(), ec2.calls[0] + ec2.calls[1], time.trace());
    }

    private void prepare() {
        time.note(() -> "plan: " + plan);
        configure(IP);
        ec2.put(IP, SimEc2.NOBODY);
        ec2.put(NEW_IP, SimEc2.NOBODY);
        for (CloudRoute route : routes()) {
            ec2.put(route, plan.noRoutes() ? SimEc2.NOBODY : SimEc2.STRANGER);
        }
        calmWeather();
        witness.disturbed = plan.faults().stream().anyMatch(fault -> MEDDLING.contains(fault.kind()));
        members[0].start(settings[0]);
        time.in(time.between(0, 2 * SECOND), () -> members[1].start(settings[1]));
        for (Fault fault : plan.faults()) {
            time.at(fault.atNs(), () -> begin(fault));
            time.at(fault.atNs() + fault.forNs(), () -> end(fault));
        }
        time.at(plan.faultsUntilNs() + MS, this::allEnds);
        time.in(10 * SECOND, this::count);
    }

    private void calmWeather() {
        ec2.treatments[0].slowNs = plan.answerNs();
        ec2.treatments[1].slowNs = plan.answerNs();
    }

    private void configure(EniAddress address) {
        settings = new ClusterSettings[] {settings(0, address, version), settings(1, address, version)};
        witness.expect(switch (plan.place()) {
            case SUBNET -> with(address);
            case TWO_ZONES -> routes();
            case LAN -> List.of();
        });
    }

    private static List<Holding> with(EniAddress address) {
        List<Holding> all = new ArrayList<>(ROUTES);
        all.add(address);
        return all;
    }

    private List<CloudRoute> routes() {
        if (plan.place() != Place.TWO_ZONES) {
            return ROUTES;
        }
        List<CloudRoute> all = new ArrayList<>(ROUTES);
        all.add(new CloudRoute("rtb-1", IpPrefix.host(OUTSIDE), "eth1"));
        return all;
    }

    private ClusterSettings settings(int member, EniAddress address, long ofVersion) {
        OsAddress os = os(address);
        List<OsAddress> before = address.equals(IP) ? List.of() : List.of(os(IP));
        Holdings holdings = switch (plan.place()) {
            case SUBNET -> new Holdings(List.of(address), ROUTES, List.of(os), before.isEmpty() ? List.of() : List.of(IP, os(IP)));
            case TWO_ZONES -> new Holdings(List.of(), routes(), List.of(new OsAddress("eth1", OUTSIDE)), List.of());
            case LAN -> new Holdings(List.of(), List.of(), List.of(os), List.copyOf(before));
        };
        return new ClusterSettings(SimMember.NAMES[member], SimMember.NAMES[1 - member], SimMember.NAMES[0], plan.mode(), TIMEOUT_NS,
                INTERVAL_NS, HOLD_DOWN_NS, plan.drainNs(), ofVersion, ofVersion, holdings);
    }

    private static OsAddress os(EniAddress address) {
        return new OsAddress(address.interfaceName(), address.address());
    }

    private void count() {
        witness.everyTenSeconds();
        time.in(10 * SECOND, this::count);
    }

    // ---- faults

    private void begin(Fault fault) {
        time.note(() -> "FAULT " + fault);
        SimMember member = members[fault.member()];
        SimEc2.Treatment treatment = ec2.treatments[fault.member()];
        switch (fault.kind()) {
            case CUT_BOTH_WAYS -> {
                network.cut[0] = true;
                network.cut[1] = true;
            }
            case CUT_ONE_WAY -> network.cut[fault.member()] = true;
            case LOSS -> network.loss = fault.amount();
            case DELAY -> network.delayNs = (long) fault.amount();
            case PAUSE -> member.pause();
            case CRASH, CRASH_INTO_OLD_CONFIGURATION -> member.crash(false);
            case POWER_LOSS -> member.crash(true);
            case EC2_OUTAGE -> {
                ec2.treatments[0].outage = true;
                ec2.treatments[1].outage = true;
            }
            case EC2_OUTAGE_FOR_ONE -> treatment.outage = true;
            case EC2_SLOW -> treatment.slowNs = (long) fault.amount();
            case EC2_LOSES_ANSWERS -> treatment.loseAnswer = fault.amount();
            case EC2_THROTTLES -> treatment.throttle = fault.amount();
            case EC2_HANGS -> treatment.hang = fault.amount();
            case EC2_STALE -> ec2.staleNs = (long) fault.amount();
            case EC2_REFUSES -> treatment.unauthorized = true;
            case EC2_NO_SLOT -> treatment.noSlot = true;
            case METADATA_OUTAGE -> treatment.metadataOutage = true;
            case UNHEALTHY -> member.deliver(new Event.HealthChanged(SICK));
            case BOTH_UNHEALTHY -> {
                members[0].deliver(new Event.HealthChanged(SICK));
                members[1].deliver(new Event.HealthChanged(SICK));
            }
            case OVERLAY_DOWN -> {
                member.deliver(new Event.HealthChanged(new Health(List.of(), Health.Overlay.DOWN, 0)));
                members[1 - fault.member()].deliver(new Event.HealthChanged(WELL));
            }
            case SOMEBODY_UNASSIGNS -> unassign(member);
            case SOMEBODY_TAKES -> take(1 - fault.member());
            case MAKE_ACTIVE -> operator(member, new Event.MakeActive());
            case RELINQUISH -> operator(member, new Event.Relinquish());
            case NEW_CLUSTER_IP -> newClusterIp(fault.member());
            case LAN_SPLIT -> {
                lan.split = true;
                network.cut[0] = true;
                network.cut[1] = true;
            }
            case LAN_LOSS -> lan.loss = fault.amount();
            case HOSTS_ASK -> lan.ask(clusterIp().address(), List.of(members));
        }
    }

    private static final Health SICK = new Health(List.of("eth1 is down"), Health.Overlay.UNKNOWN, 0);
    private static final Health WELL = new Health(List.of(), Health.Overlay.UP, 0);

    private OsAddress clusterIp() {
        return settings[0].holdings().os().getFirst();
    }

    private void unassign(SimMember member) {
        switch (plan.place()) {
            case SUBNET -> ec2.seize(settings[0].holdings().addresses().getFirst(), SimEc2.NOBODY);
            case TWO_ZONES -> { }
            case LAN -> member.flushOs();
        }
    }

    private void take(int holder) {
        switch (plan.place()) {
            case SUBNET -> ec2.seize(settings[0].holdings().addresses().getFirst(), holder);
            case TWO_ZONES -> { }
            case LAN -> lan.conflict(clusterIp().address());
        }
    }

    private void operator(SimMember member, Event event) {
        witness.preferenceIsOpen = true;
        member.deliver(event);
    }

    /** One member hears of it now, the other one when the faults end, as if it had been down while it was pushed. */
    private void newClusterIp(int first) {
        version++;
        configure(plan.place() == Place.TWO_ZONES ? IP : NEW_IP);
        members[first].change(settings[first]);
    }

    private void end(Fault fault) {
        time.note(() -> "  END " + fault);
        SimMember member = members[fault.member()];
        switch (fault.kind()) {
            case CUT_BOTH_WAYS, CUT_ONE_WAY, LOSS, DELAY -> network.recover();
            case LAN_SPLIT, LAN_LOSS -> {
                lan.recover();
                network.recover();
            }
            case PAUSE -> member.resume();
            case CRASH, POWER_LOSS -> restart(member, settings[fault.member()]);
            case CRASH_INTO_OLD_CONFIGURATION -> restart(member, settings(fault.member(), IP, 3));
            case UNHEALTHY, BOTH_UNHEALTHY, OVERLAY_DOWN -> {
                members[0].deliver(new Event.HealthChanged(WELL));
                members[1].deliver(new Event.HealthChanged(WELL));
            }
            case SOMEBODY_UNASSIGNS, SOMEBODY_TAKES, MAKE_ACTIVE, RELINQUISH, NEW_CLUSTER_IP, HOSTS_ASK -> { }
            default -> {
                ec2.recover();
                calmWeather();
            }
        }
    }

    private static void restart(SimMember member, ClusterSettings with) {
        if (!member.up()) {
            member.start(with);
        }
    }

    /** From here on nothing goes wrong any more, and whoever has an older configuration gets the newer one. */
    private void allEnds() {
        time.note(() -> "all faults are over");
        network.recover();
        lan.recover();
        ec2.recover();
        calmWeather();
        for (int i = 0; i < 2; i++) {
            members[i].resume();
            restart(members[i], settings[i]);
            members[i].deliver(new Event.HealthChanged(WELL));
            if (!members[i].settings().equals(settings[i])) {
                members[i].change(settings[i]);
            }
        }
        calmSinceNs = time.nowNs();
        probe();
    }

    /** A member that EC2 refused is left alone for a while, twice as long each time. */
    private long boundNs() {
        if (plan.place() == Place.LAN) {
            return LAN_LIVENESS_BOUND_NS;
        }
        long refusals = plan.faults().stream().filter(fault -> fault.kind() == Fault.Kind.EC2_REFUSES
                || fault.kind() == Fault.Kind.EC2_NO_SLOT).count();
        return LIVENESS_BOUND_NS + 45 * SECOND * refusals;
    }

    private void probe() {
        String wrong = witness.calm();
        if (!wrong.isEmpty()) {
            calmSinceNs = time.nowNs() + PROBE_NS;
            if (time.nowNs() - plan.faultsUntilNs() > boundNs()) {
                throw new Violation(boundNs() / SECOND + " s after the last fault: " + wrong);
            }
        }
        if (time.nowNs() - calmSinceNs >= CALM_FOR_NS && !ec2.stillSurprises()) {
            over = true;
            return;
        }
        time.in(PROBE_NS, this::probe);
    }
}
