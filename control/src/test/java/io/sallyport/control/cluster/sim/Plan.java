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
 * @param noRoutes   nothing stands in the tables at first
 */
record Plan(Mode mode, Place place, boolean noRoutes, long drainNs, long answerNs, List<Fault> faults, long faultsUntilNs) {

    /** Where the members are, and so what says who has the cluster. */
    enum Place {
        /** One subnet of a VPC: the cluster IP is a secondary address. */
        SUBNET,

        /** Two availability zones: the cluster IP lies outside the VPC, and is a route. */
        TWO_ZONES,

        /** An Ethernet: nobody says. */
        LAN
    }

    static final long WARM_UP_NS = 4 * SECOND;
    private static final long FAULTS_FOR_NS = 16 * SECOND;

    static Plan drawnFrom(long seed) {
        return drawn(new SplittableRandom(seed), Fault.IN_A_VPC, false);
    }

    static Plan onALan(long seed) {
        return drawn(new SplittableRandom(seed), Fault.ON_A_LAN, true);
    }

    private static Plan drawn(SplittableRandom random, Fault.Kind[] kinds, boolean lan) {
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        long until = WARM_UP_NS;
        // a third of the histories begins with its faults instead of a settled cluster
        long from = random.nextInt(3) == 0 ? 0 : WARM_UP_NS;
        for (int i = 0; i < count; i++) {
            Fault fault = fault(random, kinds, from);
            faults.add(fault);
            until = Math.max(until, fault.atNs() + fault.forNs());
        }
        Mode mode = random.nextInt(4) == 0 ? Mode.MANUAL_FAILBACK : Mode.AUTO_FAILBACK;
        long answer = switch (random.nextInt(4)) {
            case 0 -> 250 * MS;
            case 1 -> 1 * SECOND;
            default -> 0;
        };
        boolean zones = random.nextInt(4) == 0;
        Place place = lan ? Place.LAN : zones ? Place.TWO_ZONES : Place.SUBNET;
        return new Plan(mode, place, random.nextInt(4) == 0, random.nextInt(3) == 0 ? 200 * MS : 0, answer, faults, until);
    }

    private static Fault fault(SplittableRandom random, Fault.Kind[] kinds, long from) {
        Fault.Kind kind = kinds[random.nextInt(kinds.length)];
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
