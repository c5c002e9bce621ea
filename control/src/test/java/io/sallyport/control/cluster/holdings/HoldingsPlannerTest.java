package io.sallyport.control.cluster.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.CreateRoute;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReplaceRoute;
import io.sallyport.control.cluster.holdings.Operation.Unassign;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldingsPlannerTest {

    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final EniAddress IP = new EniAddress("eth1", IpAddress.parse("10.0.1.50"));
    private static final OsAddress OS = new OsAddress("eth1", IpAddress.parse("10.0.1.50"));

    /** EC2's side: who has what, a token bucket for writes, and an answer after 5 ms. */
    private static final class World {
        final Map<Holding, Holder> holders = new HashMap<>();
        final List<Operation> served = new ArrayList<>();
        final HoldingsPlanner planner;
        double tokens = Double.MAX_VALUE;
        double refillPerSecond;
        boolean outage;
        Outcome metadata = new Outcome.Unknown("none here");
        /** What every read is answered with; {@code null}: what there is. */
        Outcome reading;
        final Set<Holding> refused = new HashSet<>();
        long nowNs;
        int reads;
        int throttled;

        World(Holdings holdings) {
            planner = new HoldingsPlanner(holdings, 42, 0);
        }

        void runFor(long forNs) {
            List<Call> inFlight = new ArrayList<>();
            for (long until = nowNs + forNs; nowNs < until; nowNs += 5 * MS) {
                tokens += refillPerSecond * 0.005;
                inFlight.forEach(call -> planner.finished(call.id(), serve(call.operation()), nowNs));
                inFlight = planner.next(nowNs);
            }
            inFlight.forEach(call -> planner.finished(call.id(), new Outcome.Unknown("the test is over"), nowNs));
        }

        private Outcome serve(Operation operation) {
            return switch (operation) {
                case Operation.DescribeAddresses read -> seen(read.addresses());
                case Operation.DescribeRoutes read -> seen(read.routes());
                case Operation.ReadMetadata read -> metadata;
                case Operation.ReadOs read -> seen(read.addresses());
                case AddOsAddress add -> put(operation, add.address(), Holder.SELF);
                case RemoveOsAddress remove -> put(operation, remove.address(), Holder.ABSENT);
                case Operation write -> paid(write);
            };
        }

        private Outcome seen(List<? extends Holding> asked) {
            reads += asked.getFirst() instanceof OsAddress ? 0 : 1;
            Map<Holding, Holder> seen = new HashMap<>();
            asked.forEach(holding -> seen.put(holding, holders.getOrDefault(holding, Holder.ABSENT)));
            return outage ? new Outcome.Unknown("no answer") : reading == null ? new Outcome.Seen(seen) : reading;
        }

        private Outcome paid(Operation write) {
            if (outage) {
                served.add(write);
                return new Outcome.Unknown("no answer");
            }
            if (tokens < 1) {
                throttled++;
                return new Outcome.Throttled("RequestLimitExceeded");
            }
            tokens--;
            return switch (write) {
                case Assign assign when assign.addresses().stream().anyMatch(refused::contains) ->
                        new Outcome.Refused(RefusalCode.ADDRESS_IS_PRIMARY_ELSEWHERE, "it is another's", "choose another");
                case Assign assign -> put(write, assign.addresses().getFirst(), Holder.SELF);
                case Unassign unassign -> put(write, unassign.addresses().getFirst(), Holder.ABSENT);
                case ReplaceRoute replace when !holders.containsKey(replace.route()) ->
                        new Outcome.Refused(RefusalCode.NO_SUCH_ROUTE, "There is no route defined", "create it");
                case ReplaceRoute replace -> put(write, replace.route(), Holder.SELF);
                case CreateRoute create -> put(write, create.route(), Holder.SELF);
                default -> throw new IllegalArgumentException(write.toString());
            };
        }

        private Outcome put(Operation operation, Holding holding, Holder holder) {
            served.add(operation);
            holders.put(holding, holder);
            return new Outcome.Done();
        }
    }

    private static List<CloudRoute> routes(int tables, int each) {
        List<CloudRoute> routes = new ArrayList<>();
        for (int table = 0; table < tables; table++) {
            for (int route = 0; route < each; route++) {
                routes.add(new CloudRoute("rtb-" + table, IpPrefix.parse("10." + route + ".0.0/16"), "eth1"));
            }
        }
        return routes;
    }

    @Test
    void theOperatingSystemFollowsEc2() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(OS), List.of()));
        world.holders.put(IP, Holder.PARTNER);
        world.planner.want(Goal.HOLD, 1, false, 0);

        world.runFor(SECOND);

        assertThat(world.served).containsExactly(new Assign("eth1", List.of(IP)), new RemoveOsAddress(OS), new AddOsAddress(OS));
        assertThat(world.planner.status().complete()).isTrue();
    }

    @Test
    void aHandOverUnassignsBeforeItReleases() {
        World world = new World(new Holdings(List.of(IP), routes(1, 1), List.of(OS), List.of()));
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(SECOND);
        world.served.clear();

        world.planner.want(Goal.HAND_OVER, 1, false, world.nowNs);
        world.runFor(SECOND);

        assertThat(world.served).containsExactly(new Unassign("eth1", List.of(IP)), new RemoveOsAddress(OS));
        assertThat(world.planner.status().released()).isTrue();
    }

    @Test
    void aNewGoalWritesBeforeItReads() {
        World world = new World(new Holdings(List.of(IP), routes(1, 1), List.of(OS), List.of()));
        world.planner.want(Goal.STAND_BY, 0, false, 0);
        world.runFor(70 * SECOND);
        int before = world.reads;

        world.planner.want(Goal.HOLD, 1, true, world.nowNs);
        world.runFor(150 * MS);

        assertThat(world.served).contains(new Assign("eth1", List.of(IP)), new AddOsAddress(OS));
        assertThat(world.reads).isEqualTo(before);
        world.runFor(SECOND);
        assertThat(world.reads).isGreaterThan(before);
    }

    @Test
    void aRouteThatDoesNotExistIsCreatedAfterItCouldNotBeReplaced() {
        List<CloudRoute> routes = routes(2, 1);
        World world = new World(new Holdings(List.of(), routes, List.of(), List.of()));
        world.holders.put(routes.getFirst(), Holder.OTHER);
        world.planner.want(Goal.HOLD, 1, false, 0);

        world.runFor(SECOND);

        assertThat(world.served).containsExactly(new ReplaceRoute(routes.get(0)), new CreateRoute(routes.get(1)));
    }

    /** A burst of 50, then 20 a second: the bucket gives 470 routes in 21 s. */
    @Test
    void fiveHundredRoutesMoveAsFastAsTheBucketAllowsAndInOrder() {
        List<CloudRoute> routes = routes(10, 50);
        World world = new World(new Holdings(List.of(), routes, List.of(), List.of()));
        routes.forEach(route -> world.holders.put(route, Holder.PARTNER));
        world.tokens = 50;
        world.refillPerSecond = 20;
        world.planner.want(Goal.HOLD, 1, false, 0);

        world.runFor(10 * SECOND);
        HoldingsStatus halfWay = world.planner.status();
        long ideal = (500 - halfWay.settled()) * SECOND / 20;
        world.runFor(18 * SECOND);

        assertThat(halfWay.settled()).isBetween(200, 251);
        assertThat(halfWay.remainingNs()).isBetween(ideal / 2, ideal * 2);
        assertThat(world.planner.status().complete()).isTrue();
        assertThat(world.throttled).isLessThan(200);
        List<Integer> order = world.served.stream().map(operation -> routes.indexOf(((ReplaceRoute) operation).route())).toList();
        for (int i = 0; i < order.size(); i++) {
            assertThat(Math.abs(order.get(i) - i)).as("the %dth to move", i).isLessThanOrEqualTo(2 * Pace.WINDOW);
        }
    }

    @Test
    void anOutageDoesNotCostACallForEachRoute() {
        List<CloudRoute> routes = routes(10, 50);
        World world = new World(new Holdings(List.of(IP), routes, List.of(OS), List.of()));
        world.outage = true;
        world.planner.want(Goal.HOLD, 1, false, 0);

        world.runFor(60 * SECOND);

        assertThat(world.served.size() + world.reads).isLessThan(120);
        assertThat(world.planner.status().problems()).isNotEmpty();
        assertThat(world.planner.status().holder()).isEqualTo(Holder.UNKNOWN);
    }

    @Test
    void whenAllIsWellEc2IsReadTwiceAMinute() {
        World world = new World(new Holdings(List.of(IP), routes(2, 5), List.of(OS), List.of()));
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(30 * SECOND);
        world.reads = 0;
        world.served.clear();

        world.runFor(600 * SECOND);

        assertThat(world.reads).isLessThanOrEqualTo(2 * 2 * 10 + 2);
        assertThat(world.served).isEmpty();
    }

    /** EC2 gives all of a call or none. */
    @Test
    void anAddressThatEc2RefusesDoesNotKeepAnotherFromMoving() {
        EniAddress taken = new EniAddress("eth1", IpAddress.parse("10.0.1.99"));
        World world = new World(new Holdings(List.of(taken, IP), List.of(), List.of(OS), List.of()));
        world.refused.add(taken);
        world.planner.want(Goal.HOLD, 1, false, 0);

        world.runFor(100 * MS);

        assertThat(world.holders).containsEntry(IP, Holder.SELF).containsEntry(OS, Holder.SELF).doesNotContainKey(taken);
        assertThat(world.planner.status().problems()).singleElement().asString().startsWith(taken + " is refused");
    }

    /** While EC2 is away from the first: the metadata service knows the own ENI. */
    @Test
    void whatEc2DoesNotSayTheMetadataServiceMay() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(OS), List.of()));
        world.outage = true;
        world.metadata = new Outcome.Seen(Map.of(IP, Holder.SELF));
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(5 * SECOND);
        assertThat(world.holders).containsEntry(OS, Holder.SELF);
        assertThat(world.planner.status().silent()).isTrue();

        world.outage = false;
        world.holders.put(IP, Holder.PARTNER);
        world.runFor(10 * SECOND);
        assertThat(world.holders).as("EC2's word counts for more").containsEntry(IP, Holder.SELF);
        assertThat(world.planner.status().silent()).isFalse();
    }

    /** A missing permission to look is no reason to believe that nothing can be changed. */
    @Test
    void whoIsNotLetReadIsNotMetWithSilence() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(), List.of()));
        world.reading = new Outcome.Refused(RefusalCode.NOT_AUTHORIZED, "not authorized", "allow it");
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(5 * SECOND);

        assertThat(world.planner.status().silent()).isFalse();
        assertThat(world.planner.status().problems()).contains("DescribeNetworkInterfaces is refused: not authorized; allow it");
    }

    @Test
    void aReadThatIsNotMadeAnyMoreIsNoProblem() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(OS), List.of()));
        world.outage = true;
        world.planner.want(Goal.STAND_BY, 0, false, 0);
        world.runFor(5 * SECOND);
        assertThat(world.planner.status().problems()).isNotEmpty();

        world.planner.change(Holdings.NONE, world.nowNs);
        world.outage = false;
        world.runFor(20 * SECOND);
        assertThat(world.planner.status().problems()).isEmpty();
    }

    @Test
    void aSecondClusterIpDoesNotDisturbTheFirst() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(OS), List.of()));
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(20 * SECOND);
        world.served.clear();
        world.tokens = 0;
        EniAddress second = new EniAddress("eth1", IpAddress.parse("10.0.1.51"));
        OsAddress secondOs = new OsAddress("eth1", second.address());

        world.planner.change(new Holdings(List.of(IP, second), List.of(), List.of(OS, secondOs), List.of()), world.nowNs);
        world.runFor(5 * SECOND);

        assertThat(world.served).doesNotContain(new RemoveOsAddress(OS));
        assertThat(world.planner.status().confirmedAtNs()).isGreaterThan(HoldingsStatus.NEVER);
    }

    @Test
    void aLostAddressIsTakenAgainWithoutBeingTold() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(OS), List.of()));
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(20 * SECOND);
        world.served.clear();
        world.holders.put(IP, Holder.ABSENT);
        world.holders.put(OS, Holder.ABSENT);

        world.runFor(60 * SECOND);

        assertThat(world.served).contains(new Assign("eth1", List.of(IP)), new AddOsAddress(OS));
    }

    @Test
    void whatLeftTheConfigurationIsReleased() {
        World world = new World(new Holdings(List.of(IP), List.of(), List.of(OS), List.of()));
        world.planner.want(Goal.HOLD, 1, false, 0);
        world.runFor(20 * SECOND);
        EniAddress other = new EniAddress("eth1", IpAddress.parse("10.0.1.51"));

        world.planner.change(new Holdings(List.of(other), List.of(), List.of(new OsAddress("eth1", other.address())), List.of()),
                world.nowNs);
        world.runFor(20 * SECOND);

        assertThat(world.holders).containsEntry(IP, Holder.ABSENT).containsEntry(OS, Holder.ABSENT).containsEntry(other, Holder.SELF);
        assertThat(world.planner.status().total()).isEqualTo(2);
    }
}
