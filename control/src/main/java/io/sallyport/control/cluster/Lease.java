package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/**
 * The right of an active member to forward, which ends by itself (decision 0021). The partner takes over no earlier than a timeout
 * after it last heard this member, so the lease is counted from when this member <i>sent</i> what the partner is known to have
 * heard, and is shorter than the timeout: it has ended on a member that is paused, or cut off one way, before anybody else begins.
 */
final class Lease {

    private Lease() {
    }

    /** Moves the lease on as far as it goes; for a member that is active. */
    static void renew(Turn turn) {
        Claim renewed = of(turn);
        if (renewed.leaseUntilNs() > turn.claim.leaseUntilNs()) {
            turn.act(new Action.RenewLease(renewed.leaseUntilNs()));
        }
        turn.claim = renewed;
    }

    /** The claim with the lease that it is entitled to now. */
    static Claim of(Turn turn) {
        Claim claim = turn.claim;
        long lease = turn.timing.leaseNs();
        if (turn.gone()) {
            return claim.leased(turn.nowNs + lease, LeaseBasis.ALONE);
        }
        long granted = turn.partner.grantNs() >= claim.sinceNs() ? turn.partner.grantNs() : NEVER;
        // whoever has the cluster bridges a short silence; whoever claims it anew waits for the partner's word, or the whole timeout
        boolean silent = turn.role == Role.PROMOTING ? !turn.heard() : turn.quiet();
        if (silent && trusted(turn, granted)) {
            return claim.leased(turn.nowNs + lease, turn.arbiter() ? LeaseBasis.ARBITER : LeaseBasis.ALONE);
        }
        return granted == NEVER ? claim : claim.leased(granted + lease, LeaseBasis.PARTNER);
    }

    /** The partner is silent: it may be dead, or have taken over. EC2 knows; without EC2 nobody does. */
    private static boolean trusted(Turn turn, long granted) {
        if (!turn.arbiter()) {
            return true;
        }
        long word = Math.max(granted, turn.holdings.confirmedAtNs());
        return !turn.holdings.lost() && turn.nowNs - word <= turn.timing.trustNs();
    }
}
