package io.sallyport.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two members on one clock that stands until a test moves it; what one says the other hears at once. */
class OperatorWishesTest {

    private static final long MS = 1_000_000;
    private static final long TICK_MS = 50;
    private static final long INTERVAL_MS = 250;
    private static final long TIMEOUT_MS = 1_000;

    private long nowNs = 5_000 * MS;
    private final Member a = new Member("a", "b");
    private final Member b = new Member("b", "a");

    private final class Member {

        final ClusterMember machine;
        final List<String> decisions = new ArrayList<>();
        final List<Action.Fence> fences = new ArrayList<>();
        boolean silent;

        Member(String self, String partner) {
            ClusterSettings settings = new ClusterSettings(self, partner, "a", ClusterSettings.Mode.AUTO_FAILBACK,
                    TIMEOUT_MS * MS, INTERVAL_MS * MS, 30_000 * MS, 0, 1, 1, Holdings.NONE);
            machine = new ClusterMember(settings, self.charAt(0), 1, nowNs);
        }

        Member other() {
            return this == a ? b : a;
        }

        void on(Event event) {
            for (Action action : machine.on(event, nowNs)) {
                switch (action) {
                    case Action.SendHeartbeat beat when !silent -> other().on(new Event.HeartbeatReceived(beat.heartbeat()));
                    case Action.Start start -> on(new Event.CallFinished(start.call().id(), new Outcome.Seen(Map.of())));
                    case Action.Decided decided -> decisions.add(decided.decision().reason());
                    case Action.Fence fence -> fences.add(fence);
                    default -> { }
                }
            }
        }
    }

    private void elapse(long ms) {
        for (long left = ms; left > 0; left -= TICK_MS) {
            nowNs += TICK_MS * MS;
            a.on(new Event.Tick());
            b.on(new Event.Tick());
        }
    }

    private void assertRoles(Role ofA, Role ofB) {
        assertThat(List.of(a.machine.role(), b.machine.role())).containsExactly(ofA, ofB);
    }

    @BeforeEach
    void aIsActive() {
        elapse(5_000);
        assertRoles(Role.ACTIVE, Role.STANDBY);
    }

    @Test
    void whoIsWellAndHeardIsHandedTheClusterAtOnceAndNothingIsWrongWithThat() {
        a.on(new Event.Relinquish());
        assertThat(a.machine.role()).isNotEqualTo(Role.ACTIVE);
        elapse(TIMEOUT_MS);

        assertRoles(Role.STANDBY, Role.ACTIVE);
        assertThat(a.fences).isNotEmpty().allMatch(Action.Fence::orderly);
    }

    /** As under the load of a takeover: after such a gap a member trusts nothing that it heard before. */
    @Test
    void aWishThatComesAfterAHiccupWaitsUntilThePartnerIsHeardAnew() {
        nowNs += 200 * MS;
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

        assertThat(a.machine.role()).isEqualTo(Role.ACTIVE);
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
        nowNs += 2 * TIMEOUT_MS * MS;
        a.on(new Event.Tick());

        assertThat(a.fences).singleElement().satisfies(fence -> {
            assertThat(fence.orderly()).isFalse();
            assertThat(fence.reason()).contains("did not run");
        });
    }
}
