package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How well one of the two members is suited to be active, as both members judge it by what heartbeats say of them.
 *
 * @param causes   why it is unhealthy; empty: it is well
 * @param current  its configuration is not the older one of two
 * @param yielding it has just handed over
 * @param claimEpoch of its last claim: who had the cluster last keeps it, rather than moving it once more
 */
record Standing(String name, List<String> causes, boolean current, boolean yielding, long claimEpoch, boolean preferred) {

    /** Better is greater. The name decides at last, so that two members never agree to differ. */
    private static final Comparator<Standing> SUITED = Comparator.comparing(Standing::healthy)
            .thenComparing(Standing::current)
            .thenComparing(standing -> !standing.yielding())
            .thenComparing(Standing::tenure)
            .thenComparing(Standing::preferred)
            .thenComparing(Standing::name, Comparator.reverseOrder());

    static Standing ofSelf(Turn turn) {
        List<String> causes = new ArrayList<>(turn.health.causes());
        // tunnels that a new active member has yet to build are not down
        long since = turn.role == Role.ACTIVE ? Math.max(turn.overlayDownSinceNs, turn.roleSinceNs) : turn.overlayDownSinceNs;
        boolean down = turn.overlayDownSinceNs != NEVER && turn.nowNs - since >= Timing.OVERLAY_GRACE_NS;
        if (down && turn.heard() && turn.partner.last().overlay() == Health.Overlay.UP) {
            causes.add("its overlay is down while the partner's is up");
        }
        if (turn.refusal.stands(turn.nowNs)) {
            causes.add("EC2 refuses to give it the cluster");
        }
        return new Standing(turn.settings.self(), causes, !older(turn, false), turn.wishes.yielding(), turn.claim.epoch(),
                preferred(turn).equals(turn.settings.self()));
    }

    static Standing ofPartner(Turn turn) {
        Heartbeat last = turn.partner.last();
        List<String> causes = new ArrayList<>();
        if (!last.healthy()) {
            causes.add(last.unhealthy());
        }
        if (last.overlay() == Health.Overlay.DOWN && turn.health.overlay() == Health.Overlay.UP) {
            causes.add("its overlay is down while this member's is up");
        }
        return new Standing(turn.settings.partner(), causes, !older(turn, true), last.yielding(), last.claimEpoch(),
                preferred(turn).equals(turn.settings.partner()));
    }

    private static boolean older(Turn turn, boolean partner) {
        Heartbeat last = turn.partner.last();
        if (!turn.heard() || last.configDigest() == turn.settings.configDigest()) {
            return false;
        }
        long difference = turn.settings.configVersion() - last.configVersion();
        return partner ? difference > 0 : difference < 0;
    }

    /** Two members with different configurations have to agree on the preferred one: the newer configuration says. */
    static String preferred(Turn turn) {
        String own = turn.settings.configuredActive();
        String others = turn.partner.last().configuredActive();
        if (!turn.heard() || others.equals(own)) {
            return own;
        }
        long difference = turn.settings.configVersion() - turn.partner.last().configVersion();
        if (difference == 0) {
            return own.compareTo(others) < 0 ? own : others;
        }
        return difference > 0 ? own : others;
    }

    boolean healthy() {
        return causes.isEmpty();
    }

    /** Who had it last keeps it; of two that have handed over on the operator's word, the last word counts: who had it last goes without. */
    private long tenure() {
        return yielding ? -claimEpoch : claimEpoch;
    }

    boolean fit() {
        return healthy() && current;
    }

    boolean betterThan(Standing other) {
        return SUITED.compare(this, other) > 0;
    }
}
