package io.sallyport.bench.lab.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.vpc.ec2.CallLog;
import io.sallyport.bench.lab.vpc.ec2.Fault;
import io.sallyport.bench.lab.vpc.ec2.Fault.Kind;
import io.sallyport.bench.lab.vpc.model.AddressRules;
import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.CreateRoute;
import io.sallyport.control.cluster.holdings.Operation.DeleteRoute;
import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.DescribeRoutes;
import io.sallyport.control.cluster.holdings.Operation.ReadMetadata;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReplaceRoute;
import io.sallyport.control.cluster.holdings.Operation.Unassign;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.reconcile.holdings.Desired;
import io.sallyport.control.reconcile.holdings.Wanted;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member's holdings, moved by the real SDK in the lab's VPC and at a real interface: see {@link GatewayInVpc}. */
@Timeout(120)
class HoldingsIT {

    private static final IpAddress IP = IpAddress.parse(SmallVpc.CLUSTER_IP);
    private static final IpAddress IP_V6 = IpAddress.parse("fd00:10:0:1::50");
    private static final EniAddress ADDRESS = new EniAddress("eth1", IP);
    private static final EniAddress ADDRESS_V6 = new EniAddress("eth1", IP_V6);
    private static final IpPrefix NETWORK = IpPrefix.parse(SmallVpc.NETWORK);
    private static final CloudRoute ROUTE = new CloudRoute(SmallVpc.MAIN_TABLE, NETWORK, "eth1");
    private static final CloudRoute OTHER_ROUTE = new CloudRoute(SmallVpc.OTHER_TABLE, NETWORK, "eth1");

    private GatewayInVpc gateway;
    private SmallVpc vpc;

    @BeforeEach
    void aGatewayBehindEniA() throws IOException {
        gateway = new GatewayInVpc();
        vpc = gateway.vpc;
    }

    @AfterEach
    void remove() {
        gateway.close();
    }

    private Outcome perform(Operation operation) throws Exception {
        return gateway.perform(operation);
    }

    private static Outcome seen(Holding holding, Holder holder) {
        return new Outcome.Seen(Map.of(holding, holder));
    }

    private List<String> writes() {
        return vpc.calls.since(0).stream().map(CallLog.Call::action).filter(action -> !action.startsWith("Describe")).toList();
    }

    private void partnerHolds(IpAddress address) {
        vpc.model.change(vpc.clock.get(), state -> address.v6()
                ? AddressRules.assignIpv6(state, "eni-b", List.of(address))
                : AddressRules.assign(state, "eni-b", List.of(address), true));
    }

    // ---- addresses

    @Test
    void theClusterIpIsTakenFromThePartnerWhateverItsState() throws Exception {
        partnerHolds(IP);
        assertThat(perform(new DescribeAddresses(List.of(ADDRESS)))).isEqualTo(seen(ADDRESS, Holder.PARTNER));

        assertThat(perform(new Assign("eth1", List.of(ADDRESS)))).isEqualTo(new Outcome.Done());

        assertThat(perform(new DescribeAddresses(List.of(ADDRESS)))).isEqualTo(seen(ADDRESS, Holder.SELF));
        assertThat(perform(new ReadMetadata(List.of(ADDRESS)))).isEqualTo(seen(ADDRESS, Holder.SELF));
        assertThat(vpc.secondary("eni-b")).isEmpty();
    }

    @Test
    void itIsGivenUpAndToGiveItUpAgainIsDone() throws Exception {
        perform(new Assign("eth1", List.of(ADDRESS)));

        assertThat(perform(new Unassign("eth1", List.of(ADDRESS)))).isEqualTo(new Outcome.Done());
        assertThat(perform(new Unassign("eth1", List.of(ADDRESS)))).isEqualTo(new Outcome.Done());

        assertThat(perform(new DescribeAddresses(List.of(ADDRESS)))).isEqualTo(seen(ADDRESS, Holder.ABSENT));
    }

    @Test
    void ofTwoAddressesTheOneThatIsStillThereIsGivenUp() throws Exception {
        EniAddress second = new EniAddress("eth1", IpAddress.parse("10.0.1.51"));
        perform(new Assign("eth1", List.of(ADDRESS)));

        assertThat(perform(new Unassign("eth1", List.of(ADDRESS, second)))).isEqualTo(new Outcome.Done());

        assertThat(vpc.secondary("eni-a")).isEmpty();
    }

    @Test
    void anIpv6ClusterIpIsUnassignedAtItsHolderFirst() throws Exception {
        partnerHolds(IP_V6);
        assertThat(perform(new DescribeAddresses(List.of(ADDRESS, ADDRESS_V6)))).isEqualTo(
                new Outcome.Seen(Map.of(ADDRESS, Holder.ABSENT, ADDRESS_V6, Holder.PARTNER)));

        assertThat(perform(new Assign("eth1", List.of(ADDRESS, ADDRESS_V6)))).isEqualTo(new Outcome.Done());

        assertThat(perform(new DescribeAddresses(List.of(ADDRESS, ADDRESS_V6)))).isEqualTo(
                new Outcome.Seen(Map.of(ADDRESS, Holder.SELF, ADDRESS_V6, Holder.SELF)));
        assertThat(writes()).containsExactly(
                "AssignPrivateIpAddresses", "AssignIpv6Addresses", "UnassignIpv6Addresses", "AssignIpv6Addresses");
    }

    @Test
    void aPrimaryAddressAndAFullInterfaceAreRefusedByName() throws Exception {
        assertThat(perform(new Assign("eth1", List.of(new EniAddress("eth1", IpAddress.parse("10.0.1.12"))))))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                        assertThat(refused.code()).isEqualTo(RefusalCode.ADDRESS_IS_PRIMARY_ELSEWHERE));
        assertThat(perform(new Assign("eth1", List.of(new EniAddress("eth1", IpAddress.parse("10.0.2.50"))))))
                .isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                        assertThat(refused.code()).isEqualTo(RefusalCode.OUTSIDE_SUBNET));
        for (int i = 1; i < SmallVpc.SLOTS; i++) {
            perform(new Assign("eth1", List.of(new EniAddress("eth1", IpAddress.parse("10.0.1.10" + i)))));
        }
        assertThat(perform(new Assign("eth1", List.of(ADDRESS)))).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.NO_FREE_SLOT);
            assertThat(refused.remedy()).contains("larger instance type");
        });
    }

    // ---- routes

    @Test
    void routesAreReplacedCreatedAndNeverDeletedFromUnderThePartner() throws Exception {
        assertThat(perform(new ReplaceRoute(ROUTE))).isEqualTo(new Outcome.Done());
        assertThat(perform(new ReplaceRoute(OTHER_ROUTE))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.code()).isEqualTo(RefusalCode.NO_SUCH_ROUTE));
        assertThat(perform(new DescribeRoutes(List.of(ROUTE, OTHER_ROUTE)))).isEqualTo(
                new Outcome.Seen(Map.of(ROUTE, Holder.SELF, OTHER_ROUTE, Holder.ABSENT)));
        assertThat(perform(new CreateRoute(OTHER_ROUTE))).isEqualTo(new Outcome.Done());
        assertThat(perform(new CreateRoute(OTHER_ROUTE))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.code()).isEqualTo(RefusalCode.ROUTE_EXISTS));

        vpc.client("i-b").replaceRoute(request -> request.routeTableId(SmallVpc.MAIN_TABLE)
                .destinationCidrBlock(SmallVpc.NETWORK).networkInterfaceId("eni-b"));
        assertThat(perform(new DescribeRoutes(List.of(ROUTE)))).isEqualTo(seen(ROUTE, Holder.PARTNER));
        assertThat(perform(new DeleteRoute(ROUTE))).isEqualTo(new Outcome.Done());
        assertThat(perform(new DescribeRoutes(List.of(ROUTE)))).as("the partner's stays").isEqualTo(seen(ROUTE, Holder.PARTNER));
        assertThat(perform(new DeleteRoute(OTHER_ROUTE))).isEqualTo(new Outcome.Done());
        assertThat(perform(new DescribeRoutes(List.of(OTHER_ROUTE)))).isEqualTo(seen(OTHER_ROUTE, Holder.ABSENT));
    }

    @Test
    void aTableThatDoesNotExistHidesNoOther() throws Exception {
        CloudRoute nowhere = new CloudRoute("rtb-none", NETWORK, "eth1");

        assertThat(perform(new DescribeRoutes(List.of(ROUTE, nowhere)))).isEqualTo(seen(ROUTE, Holder.SELF));
        assertThat(perform(new ReplaceRoute(nowhere))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.code()).isEqualTo(RefusalCode.NO_SUCH_TABLE));
    }

    // ---- faults

    @Test
    void aCallOfAnEpochThatIsOverOrOfAFrozenProcessIsNotSent() throws Exception {
        assertThat(gateway.performOutdated(new Assign("eth1", List.of(ADDRESS)))).isInstanceOf(Outcome.Unknown.class);
        assertThat(gateway.performTooLate(new Assign("eth1", List.of(ADDRESS)))).isInstanceOf(Outcome.Unknown.class);

        assertThat(writes()).isEmpty();
    }

    @Test
    void anAnswerThatIsLostAfterTheChangeIsUnknownAndTheNextReadTells() throws Exception {
        vpc.faults.add(Fault.of(Kind.LOSE_RESPONSE, "AssignPrivateIpAddresses", 1));

        assertThat(perform(new Assign("eth1", List.of(ADDRESS)))).isInstanceOf(Outcome.Unknown.class);

        assertThat(writes()).as("nothing is tried twice").hasSize(1);
        assertThat(perform(new DescribeAddresses(List.of(ADDRESS)))).isEqualTo(seen(ADDRESS, Holder.SELF));
    }

    @Test
    void throttlingIsNeitherYesNorNo() throws Exception {
        vpc.faults.throttle("ReplaceRoute", 1, 0.001, vpc.clock.get());

        assertThat(perform(new ReplaceRoute(ROUTE))).isEqualTo(new Outcome.Done());
        assertThat(perform(new ReplaceRoute(ROUTE))).isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void aHungEndpointIsGivenUp() throws Exception {
        perform(new DescribeAddresses(List.of(ADDRESS))); // it is not the first call that is measured here
        gateway.restart(Duration.ofMillis(700));
        vpc.faults.add(Fault.of(Kind.HANG, "*", Fault.FOR_EVER));

        assertThat(perform(new Assign("eth1", List.of(ADDRESS)))).isInstanceOf(Outcome.Unknown.class);
    }

    // ---- the operating system

    @Test
    void theAddressComesAndGoesAtTheInterface() throws Exception {
        for (IpAddress address : List.of(IP, IP_V6)) {
            OsAddress os = new OsAddress("eth1", address);
            assertThat(perform(new ReadOs(List.of(os)))).isEqualTo(seen(os, Holder.ABSENT));
            assertThat(perform(new AddOsAddress(os))).isEqualTo(new Outcome.Done());
            assertThat(perform(new AddOsAddress(os))).isEqualTo(new Outcome.Done());
            assertThat(perform(new ReadOs(List.of(os)))).isEqualTo(seen(os, Holder.SELF));
            assertThat(perform(new RemoveOsAddress(os))).isEqualTo(new Outcome.Done());
            assertThat(perform(new RemoveOsAddress(os))).isEqualTo(new Outcome.Done());
            assertThat(perform(new ReadOs(List.of(os)))).isEqualTo(seen(os, Holder.ABSENT));
        }
    }

    @Test
    void whatAnEarlierLifeLeftIsRemovedUnlessItIsConfigured() throws Exception {
        OsAddress old = new OsAddress("eth1", IpAddress.parse("10.0.1.60"));
        OsAddress configured = new OsAddress("eth1", IP);
        perform(new AddOsAddress(old));
        perform(new AddOsAddress(configured));
        gateway.restart(Duration.ofSeconds(20)); // killed, as far as the addresses can tell

        gateway.agent.sweep(List.of(configured));

        assertThat(perform(new ReadOs(List.of(old, configured)))).isEqualTo(
                new Outcome.Seen(Map.of(old, Holder.ABSENT, configured, Holder.SELF)));
        assertThat(gateway.namespace.ip("-4", "address", "show", "dev", "eth1")).contains("10.0.1.11/24");
    }

    @Test
    void anInterfaceThatIsNotThereIsRefusedByName() throws Exception {
        assertThat(perform(new AddOsAddress(new OsAddress("eth9", IP)))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.code()).isEqualTo(RefusalCode.INTERFACE_MISSING));
        assertThat(perform(new Assign("eth9", List.of(new EniAddress("eth9", IP))))).isInstanceOfSatisfying(
                Outcome.Refused.class, refused -> assertThat(refused.code()).isEqualTo(RefusalCode.INTERFACE_MISSING));
    }

    // ---- what is to be held

    @Test
    void anAddressInTheSubnetIsTheEnisAndOneOutsideTheVpcIsARoute() {
        IpAddress beyond = IpAddress.parse("172.31.255.1");
        IpAddress between = IpAddress.parse("10.0.9.9");
        Wanted wanted = new Wanted(
                List.of(new ClusterIp("eth1", IP), new ClusterIp("eth1", beyond), new ClusterIp("eth1", between)),
                List.of(NETWORK), Optional.of("eth1"), List.of());

        Desired desired = ((Done<Desired>) gateway.agent.desired(wanted, Wanted.NOTHING)).value();

        assertThat(desired.holdings().addresses()).containsExactly(ADDRESS);
        assertThat(desired.holdings().routes()).as("the main table serves a subnet without its own").containsExactly(
                new CloudRoute(SmallVpc.MAIN_TABLE, IpPrefix.host(beyond), "eth1"), ROUTE);
        assertThat(desired.holdings().os()).containsExactly(new OsAddress("eth1", IP), new OsAddress("eth1", beyond));
        assertThat(desired.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.problem()).isEqualTo(ClusterProblem.ADDRESS_OUTSIDE_SUBNET);
            assertThat(fault.detail()).contains("10.0.9.9");
        });
    }

    @Test
    void whatAnEarlierConfigurationHadIsRetired() {
        Wanted before = new Wanted(List.of(new ClusterIp("eth1", IpAddress.parse("10.0.1.60"))), List.of(), Optional.empty(), List.of());
        Wanted now = new Wanted(List.of(new ClusterIp("eth1", IP)), List.of(), Optional.empty(), List.of());

        Desired desired = ((Done<Desired>) gateway.agent.desired(now, before)).value();

        assertThat(desired.holdings().retired()).containsExactlyInAnyOrder(
                new EniAddress("eth1", IpAddress.parse("10.0.1.60")), new OsAddress("eth1", IpAddress.parse("10.0.1.60")));
    }
}
