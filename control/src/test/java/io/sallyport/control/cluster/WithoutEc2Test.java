package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.TwoMembers.HOLD_DOWN_MS;
import static io.sallyport.control.cluster.TwoMembers.INTERVAL_MS;
import static io.sallyport.control.cluster.TwoMembers.TIMEOUT_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.TwoMembers.Member;
import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a pair serves while EC2 cannot be asked, or refuses (decision 0040). What EC2 has stays where it is meanwhile, for the fabric
 * goes on as it was told last.
 */
class WithoutEc2Test {

    private static final long PATIENCE_MS = 5 * TIMEOUT_MS;
    private static final EniAddress IP = new EniAddress("eth1", IpAddress.parse("10.0.1.50"));
    private static final CloudRoute ROUTE = new CloudRoute("rtb-1", IpPrefix.parse("10.100.0.0/16"), "eth1");
    private static final OsAddress OS = new OsAddress("eth1", IP.address());

    private final Map<Holding, String> ec2 = new HashMap<>(Map.of(ROUTE, "nobody's"));
    private final Set<String> withClusterIp = new HashSet<>();
    private boolean outage;
    private boolean metadataOutage;
    private boolean noFreeSlot;
    private final TwoMembers pair = new TwoMembers(new Holdings(List.of(IP), List.of(ROUTE), List.of(OS), List.of()), this::serve);
    private final Member a = pair.a;
    private final Member b = pair.b;

    private Outcome serve(Member asking, Operation operation) {
        return switch (operation) {
            case Operation.ReadOs read -> new Outcome.Seen(Map.of(OS, withClusterIp.contains(asking.self) ? Holder.SELF : Holder.ABSENT));
            case Operation.AddOsAddress add -> done(withClusterIp.add(asking.self));
            case Operation.RemoveOsAddress remove -> done(withClusterIp.remove(asking.self));
            case Operation.ReadMetadata read -> metadataOutage ? new Outcome.Unknown("no answer")
                    : new Outcome.Seen(Map.of(IP, asking.self.equals(ec2.get(IP)) ? Holder.SELF : Holder.ABSENT));
            case Operation remote when outage -> new Outcome.Unknown("no answer");
            case Operation.DescribeAddresses read -> seen(asking, read.addresses());
            case Operation.DescribeRoutes read -> seen(asking, read.routes());
            case Operation.Assign assign when noFreeSlot -> new Outcome.Refused(RefusalCode.NO_FREE_SLOT, "no slot", "make one");
            case Operation.Assign assign -> done(ec2.put(IP, asking.self));
            case Operation.Unassign unassign -> done(ec2.remove(IP, asking.self));
            case Operation.ReplaceRoute replace -> done(ec2.put(ROUTE, asking.self));
            case Operation other -> throw new AssertionError(other);
        };
    }

    private static Outcome done(Object change) {
        return new Outcome.Done();
    }

    private Outcome seen(Member asking, List<? extends Holding> asked) {
        return new Outcome.Seen(asked.stream().collect(Collectors.toMap(Function.identity(), one -> !ec2.containsKey(one) ? Holder.ABSENT
                : ec2.get(one).equals(asking.self) ? Holder.SELF : Holder.PARTNER)));
    }

    private void assertServesAll(Member active) {
        assertThat(active.role()).isEqualTo(Role.ACTIVE);
        assertThat(active.forwards()).isTrue();
        assertThat(withClusterIp).containsExactly(active.self);
        assertThat(ec2).containsEntry(IP, active.self).containsEntry(ROUTE, active.self);
    }

    /** Tunnels and its own addresses, while EC2 has everything elsewhere. */
    private void assertServesWhatNeedsNoEc2(Member active) {
        assertThat(active.role()).isEqualTo(Role.ACTIVE);
        assertThat(active.forwards()).isTrue();
        assertThat(withClusterIp).doesNotContain(active.self);
        assertThat(ec2.get(IP)).isNotEqualTo(active.self);
    }

    @BeforeEach
    void aIsActive() {
        pair.elapse(10_000);
        assertServesAll(a);
    }

    // ---- the partner is known not to forward

    @Test
    void whoKnowsItsPartnerToBeDeadServesWhatNeedsNoEc2AndTheRestWhenItAnswers() {
        outage = true;
        a.dies();
        pair.elapse(PATIENCE_MS);
        assertThat(b.role()).as("EC2 may be slow").isEqualTo(Role.PROMOTING);
        assertThat(b.forwards()).isFalse();

        pair.elapse(TIMEOUT_MS);
        assertServesWhatNeedsNoEc2(b);
        assertThat(b.decisions.getLast()).startsWith("EC2 has not confirmed for 5000 ms that the cluster is here, and nobody else claims it");
        pair.elapse(600_000);
        assertServesWhatNeedsNoEc2(b);

        outage = false;
        pair.elapse(PATIENCE_MS + TIMEOUT_MS);
        assertThat(b.decisions.getLast()).isEqualTo("EC2 has confirmed that the cluster is here: all of it is served");
        withClusterIp.remove(a.self); // which nobody has taken from the dead
        assertServesAll(b);
    }

    /** Its ENI has the cluster IP still, as its metadata service knows. */
    @Test
    void whoComesBackToTheClusterIpGetsItsRoleBackAndServesAll() {
        outage = true;
        a.dies();
        pair.elapse(PATIENCE_MS + TIMEOUT_MS);
        assertServesWhatNeedsNoEc2(b);

        withClusterIp.clear();
        a.starts();
        pair.elapse(2 * PATIENCE_MS);
        assertServesAll(a);
        assertThat(b.role()).isEqualTo(Role.STANDBY);
        assertThat(b.decisions).contains("EC2 does not move the cluster IP, and the partner has it");
    }

    @Test
    void whoWasMadeActiveByTheOperatorStaysActive() {
        outage = true;
        metadataOutage = true;
        b.on(new Event.MakeActive());
        pair.elapse(60_000);

        assertServesWhatNeedsNoEc2(b);
        assertThat(a.role()).isEqualTo(Role.STANDBY);
    }

    // ---- the partner may be alive

    @Test
    void whoOnlyHearsNothingOfItsPartnerWaitsForEc2() {
        outage = true;
        a.silent = true;
        b.silent = true;
        pair.elapse(600_000);

        assertServesAll(a); // its metadata service confirms it
        assertThat(b.role()).isEqualTo(Role.PROMOTING);
        assertThat(b.forwards()).isFalse();
    }

    @Test
    void aDeadHostIsNoDeadProcess() {
        outage = true;
        a.silent = true;
        a.dies();
        pair.elapse(600_000);
        assertThat(b.role()).isEqualTo(Role.PROMOTING);
        assertThat(b.forwards()).isFalse();

        outage = false;
        pair.elapse(PATIENCE_MS + TIMEOUT_MS);
        assertThat(b.forwards()).isTrue();
        assertThat(ec2).containsEntry(IP, b.self).containsEntry(ROUTE, b.self);
    }

    /** Its last word was that it claims nothing; that was then. */
    @Test
    void aPartnerThatFallsSilentMeanwhileMayHaveChangedItsMind() {
        outage = true;
        metadataOutage = true;
        b.on(new Event.MakeActive());
        pair.elapse(7_000); // to hand over takes 6 s where EC2 does not answer
        assertThat(b.role()).isEqualTo(Role.PROMOTING);
        pair.elapse(PATIENCE_MS - 2 * TIMEOUT_MS);
        a.silent = true;
        b.silent = true;
        pair.elapse(60_000);

        assertThat(b.role()).isEqualTo(Role.PROMOTING);
        assertThat(b.forwards()).isFalse();
        assertThat(a.forwards()).isFalse();
    }

    // ---- what is given up of one's own accord

    @Test
    void nobodyFailsBackWhileEc2IsSilent() {
        a.dies();
        pair.elapse(10_000);
        withClusterIp.remove(a.self);
        assertServesAll(b);
        a.starts();
        pair.elapse(HOLD_DOWN_MS / 2);
        outage = true;

        pair.elapse(10 * HOLD_DOWN_MS);
        assertServesAll(b);

        outage = false;
        pair.elapse(60_000);
        assertServesAll(a);
    }

    // ---- EC2 refuses

    @Test
    void whomEc2RefusesTheAddressServesWithTheRoutesOnceItsPartnerIsDead() {
        noFreeSlot = true;
        a.dies();
        pair.elapse(TIMEOUT_MS + 4 * INTERVAL_MS);

        assertServesWhatNeedsNoEc2(b);
        assertThat(ec2).containsEntry(ROUTE, b.self);
        assertThat(b.decisions.getLast()).startsWith("EC2 refuses the cluster to this member, and nobody else claims it");
        assertThat(b.machine.holdings().problems()).singleElement().asString().contains("no slot");

        noFreeSlot = false;
        pair.elapse(120_000);
        withClusterIp.remove(a.self);
        assertServesAll(b);
    }

    @Test
    void aPartnerThatMayGetMoreIsLetTry() {
        noFreeSlot = true;
        a.dies();
        ec2.remove(IP);
        withClusterIp.clear();
        pair.elapse(10_000);
        assertServesWhatNeedsNoEc2(b);

        a.starts();
        pair.elapse(TIMEOUT_MS);
        noFreeSlot = false;
        pair.elapse(10_000);
        assertServesAll(a);
        assertThat(b.decisions).contains("EC2 refuses the cluster to this member, and maybe not to the partner");
    }
}
