package io.sallyport.control.cluster.sim;

import static io.sallyport.control.cluster.sim.Timeline.MS;
import static io.sallyport.control.cluster.sim.Timeline.SECOND;

import io.sallyport.control.cluster.ClusterSettings.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a history is about.
 *
 * @param routesOnly the cluster IP lies outside the VPC, for members in two availability zones
 * @param noRoutes   nothing stands in the tables at first
 */
record Plan(Mode mode, boolean routesOnly, boolean noRoutes, long drainNs, long answerNs, List<Fault> faults, long faultsUntilNs) {

    static final long WARM_UP_NS = 4 * SECOND;
    private static final long FAULTS_FOR_NS = 16 * SECOND;

    static Plan drawnFrom(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        long until = WARM_UP_NS;
        // a third of the histories begins with its faults instead of a settled cluster
        long from = random.nextInt(3) == 0 ? 0 : WARM_UP_NS;
        for (int i = 0; i < count; i++) {
            Fault fault = fault(random, from);
            faults.add(fault);
            until = Math.max(until, fault.atNs() + fault.forNs());
        }
        Mode mode = random.nextInt(4) == 0 ? Mode.MANUAL_FAILBACK : Mode.AUTO_FAILBACK;
        long answer = switch (random.nextInt(4)) {
            case 0 -> 250 * MS;
            case 1 -> 1 * SECOND;
            default -> 0;
        };
        return new Plan(mode, random.nextInt(4) == 0, random.nextInt(4) == 0, random.nextInt(3) == 0 ? 200 * MS : 0, answer, faults,
                until);
    }

    private static Fault fault(SplittableRandom random, long from) {
        Fault.Kind kind = Fault.KINDS[random.nextInt(Fault.KINDS.length)];
        long at = from + random.nextLong(FAULTS_FOR_NS / 2);
        // short ones meet the timeouts, long ones outlast them
        long lasts = random.nextBoolean() ? random.nextLong(50 * MS, 2 * SECOND) : random.nextLong(SECOND, FAULTS_FOR_NS / 2);
        double amount = switch (kind) {
            case DELAY -> random.nextLong(10 * MS, 900 * MS);
            case EC2_SLOW -> random.nextLong(100 * MS, 4 * SECOND);
            case EC2_STALE -> random.nextLong(200 * MS, 3 * SECOND);
            default -> 0.05 + 0.9 * random.nextDouble();
        };
        return new Fault(kind, random.nextInt(2), at, lasts, amount);
    }
}
