package io.sallyport.bench.lab.vpc.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.vpc.fabric.ForwardingPlan.Key;
import io.sallyport.bench.lab.vpc.model.AddressRules;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Route;
import io.sallyport.bench.lab.vpc.model.RouteRules;
import io.sallyport.bench.lab.vpc.model.RouteTable;
import io.sallyport.bench.lab.vpc.model.Subnet;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which kernel routes a VPC comes to; two interfaces, {@code eni0} and {@code eni1}, in one subnet. */
class ForwardingPlanTest {

    private static final IpAddress CLUSTER_IP = IpAddress.parse("10.0.1.50");
    private static final IpPrefix NETWORK = IpPrefix.parse("10.100.0.0/16");

    private final Numbers<IpAddress> nextHops = new Numbers<>();
    private final Numbers<String> routeTables = new Numbers<>();

    private static VpcState pair() {
        return VpcState.of("eu-central-1", "123456789012", "vpc-1", List.of(IpPrefix.parse("10.0.0.0/16")),
                List.of(new Subnet("subnet-1", "eu-central-1a", IpPrefix.parse("10.0.1.0/24"), Optional.empty())), List.of(),
                List.of(eni(0, "10.0.1.11"), eni(1, "10.0.1.12")),
                List.of(new RouteTable("rtb-1", true, List.of(), List.of(new Route(NETWORK, "eni-0"),
                        new Route(IpPrefix.parse("0.0.0.0/0"), "igw-1")))));
    }

    private static NetworkInterface eni(int number, String primary) {
        return new NetworkInterface("eni-" + number, "subnet-1", "i-" + number, 0, "eni" + number, "", 4, IpAddress.parse(primary),
                List.of(), List.of(), List.of(), true);
    }

    private ForwardingPlan plan(VpcState state) {
        return ForwardingPlan.of(state, "uplink", nextHops, routeTables);
    }

    @Test
    void aMoveChangesTheAddressAndTheNextHopOnly() {
        VpcState before = AddressRules.assign(pair(), "eni-0", List.of(CLUSTER_IP), true);
        Map<Key, String> old = plan(before).routes();
        Map<Key, String> moved = plan(AddressRules.assign(before, "eni-1", List.of(CLUSTER_IP), true)).routes();

        Set<Key> changed = moved.keySet().stream().filter(key -> !moved.get(key).equals(old.get(key))).collect(Collectors.toSet());
        assertThat(moved.keySet()).isEqualTo(old.keySet());
        assertThat(changed).hasSize(2).contains(new Key(ForwardingPlan.MAIN, IpPrefix.host(CLUSTER_IP)));
        assertThat(changed).filteredOn(Key::ofNextHop).hasSize(1);
        assertThat(changed).allMatch(key -> moved.get(key).equals("eni1"));
    }

    @Test
    void aRouteTableLeadsToItsTargetsAndTheRestOfTheVpcNowhere() {
        ForwardingPlan plan = plan(pair());
        int table = plan.tables().get("eni0");

        assertThat(plan.tables()).containsEntry("eni1", table);
        assertThat(plan.routes()).containsEntry(new Key(table, NETWORK), "eni0")
                .containsEntry(new Key(table, IpPrefix.parse("0.0.0.0/0")), "uplink")
                .containsEntry(new Key(table, IpPrefix.parse("10.0.0.0/16")), ForwardingPlan.BLACK_HOLE);
    }

    @Test
    void theRouteOfADeletedInterfaceIsABlackHole() {
        VpcState gone = pair().withoutInterface("eni-0");
        ForwardingPlan plan = plan(gone);

        assertThat(plan.routes()).containsEntry(new Key(plan.tables().get("eni1"), NETWORK), ForwardingPlan.BLACK_HOLE);
        ForwardingPlan mended = plan(RouteRules.replace(gone, "rtb-1", new Route(NETWORK, "eni-1")));
        assertThat(mended.routes()).containsEntry(new Key(plan.tables().get("eni1"), NETWORK), "eni1");
    }

    @Test
    void aPrefixIsDeliveredAsAWhole() {
        IpPrefix delegated = IpPrefix.parse("10.0.1.128/28");
        ForwardingPlan plan = plan(AddressRules.assignPrefixes(pair(), "eni-1", List.of(delegated)));

        assertThat(plan.routes()).containsEntry(new Key(ForwardingPlan.MAIN, delegated), "eni1");
    }
}
