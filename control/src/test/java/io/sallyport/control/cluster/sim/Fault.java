package io.sallyport.control.cluster.sim;

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
        EC2_OUTAGE, EC2_OUTAGE_FOR_ONE, EC2_SLOW, EC2_LOSES_ANSWERS, EC2_THROTTLES, EC2_HANGS, EC2_STALE, EC2_REFUSES,
        METADATA_OUTAGE, UNHEALTHY, BOTH_UNHEALTHY, OVERLAY_DOWN, SOMEBODY_UNASSIGNS, SOMEBODY_TAKES,
        MAKE_ACTIVE, RELINQUISH, NEW_CLUSTER_IP
    }

    static final Kind[] KINDS = Kind.values();

    @Override
    public String toString() {
        return String.format("%s %s at %.3f s for %.3f s (%.3g)", kind, SimMember.NAMES[member], atNs / 1e9, forNs / 1e9, amount);
    }
}
