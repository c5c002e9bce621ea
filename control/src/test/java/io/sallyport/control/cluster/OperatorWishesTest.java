package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.TwoMembers.INTERVAL_MS;
import static io.sallyport.control.cluster.TwoMembers.MS;
import static io.sallyport.control.cluster.TwoMembers.TIMEOUT_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorWishesTest {

    private final TwoMembers pair = new TwoMembers(Holdings.NONE, (member, operation) -> new Outcome.Seen(Map.of()));
    private final TwoMembers.Member a = pair.a;
    private final TwoMembers.Member b = pair.b;

    private void elapse(long ms) {
        pair.elapse(ms);
    }

    private void assertRoles(Role ofA, Role ofB) {
        assertThat(List.of(a.role(), b.role())).containsExactly(ofA, ofB);
    }

    @BeforeEach
    void aIsActive() {
        elapse(5_000);
        assertRoles(Role.ACTIVE, Role.STANDBY);
    }

    @Test
    void whoIsWellAndHeardIsHandedTheClusterAtOnceAndNothingIsWrongWithThat() {
        a.on(new Event.Relinquish());
        assertThat(a.role()).isNotEqualTo(Role.ACTIVE);
        elapse(TIMEOUT_MS);

        assertRoles(Role.STANDBY, Role.ACTIVE);
        assertThat(a.fences).isNotEmpty().allMatch(Action.Fence::orderly);
    }

    /** As under the load of a takeover: after such a gap a member trusts nothing that it heard before. */
    @Test
    void aWishThatComesAfterAHiccupWaitsUntilThePartnerIsHeardAnew() {
        pair.nowNs += 200 * MS;
        b.silent = true; // so fast is no answer
        a.on(new Event.Relinquish());
        assertRoles(Role.ACTIVE, Role.STANDBY);
        b.silent = false;

        elapse(TIMEOUT_MS);

        assertRoles(Role.STANDBY, Role.ACTIVE);
        assertThat(a.decisions).noneMatch(reason -> reason.contains("could not"));
    }

    @Test
    void aPartnerThatGetsWellInTimeIsHandedTheCluster() {
        b.on(new Event.HealthChanged(new Health(List.of("interface eth1 has no link"), Health.Overlay.UNKNOWN, 0)));
        elapse(INTERVAL_MS);
        a.on(new Event.Relinquish());
        elapse(TIMEOUT_MS / 2);
        assertRoles(Role.ACTIVE, Role.STANDBY);

        b.on(new Event.HealthChanged(Health.GOOD));
        elapse(TIMEOUT_MS);

        assertRoles(Role.STANDBY, Role.ACTIVE);
    }

    @Test
    void oneThatDoesNotKeepsTheClusterWhereItIsAndTheReasonIsSaidOnce() {
        b.on(new Event.HealthChanged(new Health(List.of("interface eth1 has no link"), Health.Overlay.UNKNOWN, 0)));
        elapse(INTERVAL_MS);
        a.on(new Event.Relinquish());
        elapse(3 * TIMEOUT_MS);
        b.on(new Event.HealthChanged(Health.GOOD));
        elapse(TIMEOUT_MS);

        assertRoles(Role.ACTIVE, Role.STANDBY);
        assertThat(a.decisions).filteredOn(reason -> reason.contains("relinquish")).containsExactly("the operator asked this member to "
                + "relinquish, but the partner could not take over within 1000 ms: interface eth1 has no link");
    }

    @Test
    void aSilentPartnerIsSaidToBeNotHeard() {
        b.silent = true;
        elapse(2 * TIMEOUT_MS);
        a.on(new Event.Relinquish());
        elapse(2 * TIMEOUT_MS);

        assertThat(a.role()).isEqualTo(Role.ACTIVE);
        assertThat(a.decisions.getLast()).endsWith("could not take over within 1000 ms: it is not heard");
    }

    @Test
    void aMemberThatIsNotActiveHasNothingToGive() {
        b.on(new Event.Relinquish());

        assertThat(b.decisions.getLast()).isEqualTo("the operator asked this member to relinquish, but it is not active");
        elapse(TIMEOUT_MS);
        assertRoles(Role.ACTIVE, Role.STANDBY);
    }

    @Test
    void aMemberThatWasFrozenIsFencedAndThatIsAnError() {
        pair.nowNs += 2 * TIMEOUT_MS * MS;
        a.on(new Event.Tick());

        assertThat(a.fences).singleElement().satisfies(fence -> {
            assertThat(fence.orderly()).isFalse();
            assertThat(fence.reason()).contains("did not run");
        });
    }
}
