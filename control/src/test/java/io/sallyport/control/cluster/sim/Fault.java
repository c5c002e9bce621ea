package io.sallyport.control.cluster.sim;

import java.util.EnumSet;

/**
 * Something that goes wrong for a while.
 *
 * @param member the one it concerns, or the direction from it; some concern both
 * @param forNs  how long; for what happens at once, 0
 * @param amount a probability, or nanoseconds, as the kind needs it
 */
record Fault(Kind kind, int member, long atNs, long forNs, double amount) {

    enum Kind {
        CUT_BOTH_WAYS, CUT_ONE_WAY, LOSS, DELAY, PAUSE, CRASH, POWER_LOSS, CRASH_INTO_OLD_CONFIGURATION,
        EC2_OUTAGE, EC2_OUTAGE_FOR_ONE, EC2_SLOW, EC2_LOSES_ANSWERS, EC2_THROTTLES, EC2_HANGS, EC2_STALE, EC2_REFUSES, EC2_NO_SLOT,
        METADATA_OUTAGE, UNHEALTHY, BOTH_UNHEALTHY, OVERLAY_DOWN, SOMEBODY_UNASSIGNS, SOMEBODY_TAKES,
        MAKE_ACTIVE, RELINQUISH, NEW_CLUSTER_IP,
        LAN_SPLIT, LAN_LOSS, HOSTS_ASK
    }

    static final Kind[] IN_A_VPC = EnumSet.range(Kind.CUT_BOTH_WAYS, Kind.NEW_CLUSTER_IP).toArray(Kind[]::new);
    static final Kind[] ON_A_LAN =
            EnumSet.complementOf(EnumSet.range(Kind.EC2_OUTAGE, Kind.METADATA_OUTAGE)).toArray(Kind[]::new);

    @Override
    public String toString() {
        return String.format("%s %s at %.3f s for %.3f s (%.3g)", kind, SimMember.NAMES[member], atNs / 1e9, forNs / 1e9, amount);
    }
}
