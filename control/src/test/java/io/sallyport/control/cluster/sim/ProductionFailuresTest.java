package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;
import static io.sallyport.control.cluster.sim.Timeline.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.ClusterSettings.Mode;
import io.sallyport.control.cluster.sim.Fault.Kind;
import io.sallyport.control.cluster.sim.Plan.Place;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What went wrong in other people's production (FEATURES §4), each as the story that led to it, told with 200 seeds. The invariants
 * of {@link Witness} hold in all of them: one forwards, everything ends with one member, the preferred one, without a storm.
 */
class ProductionFailuresTest {

    private static final int A = 0;
    private static final int B = 1;
    private static final long SETTLED = 6 * SECOND;

    /** The loser of a long silence cannot read EC2 for a while, and then can again. */
    static final Plan LONG_SILENCE = new Plan(Mode.AUTO_FAILBACK, Place.SUBNET, false, 0, 0, List.of(
            fault(Kind.CUT_BOTH_WAYS, A, 0, 25 * SECOND), fault(Kind.EC2_OUTAGE_FOR_ONE, A, 9 * SECOND, 8 * SECOND)),
            SETTLED + 25 * SECOND);

    /** keepalived #950: a short loss, the backup takes the address and steps down again, the master never notices. */
    @Test
    void stolenAndNeverReclaimed() {
        holds(fault(Kind.SOMEBODY_TAKES, A, 0, 0));
        holds(fault(Kind.CUT_ONE_WAY, A, 0, 1_300 * MS));
    }

    /** The same where nobody but the members says who has the address: it is announced again by the one that keeps it. */
    @Test
    void stolenAndNeverReclaimedOnALan() {
        holds(Place.LAN, fault(Kind.CUT_BOTH_WAYS, A, 0, 1_300 * MS));
        holds(Place.LAN, fault(Kind.LAN_SPLIT, A, 0, 7 * SECOND));
        holds(Place.LAN, fault(Kind.SOMEBODY_TAKES, A, 0, 0));
        holds(Place.LAN, fault(Kind.PAUSE, A, 0, 5 * SECOND), fault(Kind.LAN_LOSS, A, 0, 5 * SECOND));
    }

    /** The partner is silent while every Describe fails or is throttled: unknown is not absent. */
    @Test
    void apiErrorReadAsState() {
        holds(fault(Kind.CUT_BOTH_WAYS, A, 0, 9 * SECOND), fault(Kind.EC2_OUTAGE_FOR_ONE, A, 2 * SECOND, 5 * SECOND));
        holds(LONG_SILENCE.faults().toArray(Fault[]::new));
        holds(new Fault(Kind.EC2_THROTTLES, A, SETTLED, 6 * SECOND, 0.95), fault(Kind.CUT_BOTH_WAYS, A, SECOND, 3 * SECOND));
    }

    /** Calls hang, and commit when the member that made them has long been demoted. */
    @Test
    void lateWriter() {
        holds(new Fault(Kind.EC2_HANGS, B, SETTLED, 4 * SECOND, 0.8), fault(Kind.CUT_BOTH_WAYS, A, 0, 2 * SECOND));
        holds(new Fault(Kind.EC2_HANGS, A, SETTLED, 4 * SECOND, 0.8), fault(Kind.PAUSE, A, 500 * MS, 3 * SECOND));
    }

    /** The address moves, half of the routes do not. */
    @Test
    void halfAFailover() {
        holds(new Fault(Kind.EC2_THROTTLES, B, SETTLED, 6 * SECOND, 0.7), fault(Kind.CRASH, A, 100 * MS, 4 * SECOND));
        holds(new Fault(Kind.EC2_LOSES_ANSWERS, B, SETTLED, 6 * SECOND, 0.7), fault(Kind.CRASH, A, 100 * MS, 4 * SECOND));
    }

    @Test
    void bothActiveAfterAPartition() {
        holds(fault(Kind.CUT_BOTH_WAYS, A, 0, 8 * SECOND));
        holds(fault(Kind.CUT_ONE_WAY, A, 0, 8 * SECOND));
        holds(fault(Kind.CUT_ONE_WAY, B, 0, 8 * SECOND));
    }

    @Test
    void bothActiveAfterAPause() {
        holds(fault(Kind.PAUSE, A, 0, 5 * SECOND));
        holds(fault(Kind.PAUSE, A, 0, 900 * MS), fault(Kind.PAUSE, B, 100 * MS, 900 * MS));
    }

    @Test
    void restartWithOlderConfiguration() {
        holds(fault(Kind.NEW_CLUSTER_IP, B, 0, 0), fault(Kind.CRASH_INTO_OLD_CONFIGURATION, A, SECOND, 3 * SECOND));
    }

    @Test
    void noneActiveWithTwoUnhealthyMembers() {
        holds(fault(Kind.BOTH_UNHEALTHY, A, 0, 6 * SECOND));
        holds(fault(Kind.BOTH_UNHEALTHY, A, 0, 6 * SECOND), fault(Kind.CUT_BOTH_WAYS, A, SECOND, 3 * SECOND));
    }

    /** Heartbeats fine, forwarding dead: health includes the data plane's progress. */
    @Test
    void zombieActive() {
        holds(fault(Kind.UNHEALTHY, A, 0, 6 * SECOND));
    }

    /** Nothing of a failover is written down: whatever a crash cuts off is found again by looking. */
    @Test
    void persistedTransactionsRot() {
        holds(fault(Kind.CRASH, A, 0, 600 * MS), fault(Kind.CRASH, B, 300 * MS, 900 * MS), fault(Kind.POWER_LOSS, A, 900 * MS, SECOND));
        holds(fault(Kind.RELINQUISH, A, 0, 0), fault(Kind.CRASH, A, 5 * MS, SECOND), fault(Kind.CRASH, B, 20 * MS, 2 * SECOND));
    }

    /** Who is heard needs no arbiter: the role, and what is held, stay where they are, and EC2 is not stormed. */
    @Test
    void tenMinutesWithoutEc2() {
        Fault outage = fault(Kind.EC2_OUTAGE, A, 0, 600 * SECOND);
        holds(outage, fault(Kind.CRASH, A, 60 * SECOND, 5 * SECOND));
        Plan alone = new Plan(Mode.MANUAL_FAILBACK, Place.SUBNET, false, 0, 0, List.of(outage), SETTLED + 600 * SECOND);
        assertThat(LongStream.rangeClosed(1, 50).parallel()
                .mapToObj(seed -> new History(seed, alone, member -> Mutation.NONE, false).run())).allSatisfy(result -> {
                    assertThat(result.violation()).isEmpty();
                    assertThat(result.promotions()).isEqualTo(1);
                    assertThat(result.calls()).isLessThan(600);
                });
    }

    private static Fault fault(Kind kind, int member, long afterNs, long forNs) {
        return new Fault(kind, member, SETTLED + afterNs, forNs, 0.5);
    }

    private static void holds(Fault... faults) {
        holds(Place.SUBNET, faults);
    }

    private static void holds(Place place, Fault... faults) {
        long until = List.of(faults).stream().mapToLong(fault -> fault.atNs() + fault.forNs()).max().orElseThrow();
        for (Mode mode : Mode.values()) {
            Plan plan = new Plan(mode, place, false, 0, 0, List.of(faults), until);
            List<String> wrong = LongStream.rangeClosed(1, 200).parallel()
                    .mapToObj(seed -> new History(seed, plan, member -> Mutation.NONE, true).run())
                    .filter(History.Result::failed)
                    .limit(1)
                    .map(result -> "seed " + result.seed() + " " + result.violation() + "\n" + String.join("\n", result.trace()))
                    .toList();
            assertThat(wrong).isEmpty();
        }
    }
}
