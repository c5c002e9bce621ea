package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/**
 * What this member wants or does not want by itself; forgotten when the process ends.
 *
 * @param activeUntilNs the operator wants it active, and it asks the partner for it until then
 * @param pinned        the operator made it active: no failback
 * @param yielding      it has handed the cluster over, and does not want it back before the partner has had it
 * @param byOperator    it yields because the operator said so, and goes on to after the partner has had the cluster
 * @param deferringSinceNs it lost the cluster to a partner that it does not hear, and does not steal it back
 * @param handOverUntilNs  the operator wants it to hand over, and it waits until then for a partner that can take over
 * @param stopping      the daemon ends
 */
record Wishes(long activeUntilNs, boolean pinned, boolean yielding, boolean byOperator, long deferringSinceNs, long handOverUntilNs,
        boolean stopping) {

    static final Wishes NONE = new Wishes(NEVER, false, false, false, NEVER, NEVER, false);

    Wishes active(long untilNs) {
        return new Wishes(untilNs, true, false, false, NEVER, NEVER, stopping);
    }

    /** A wish was granted, or nobody answered it, or the role that it was about is over. */
    Wishes withoutAsking(boolean keepPinned) {
        return new Wishes(NEVER, pinned && keepPinned, yielding, byOperator, deferringSinceNs, NEVER, stopping);
    }

    Wishes handsOver(long untilNs) {
        return new Wishes(activeUntilNs, pinned, yielding, byOperator, deferringSinceNs, untilNs, stopping);
    }

    Wishes yields(boolean operator) {
        return new Wishes(NEVER, false, true, operator, NEVER, NEVER, stopping);
    }

    /** The partner has the cluster, or is there again: nothing is held against anybody any more. */
    Wishes reconciled() {
        if (!deferring() && (!yielding || byOperator)) {
            return this;
        }
        return new Wishes(activeUntilNs, pinned, yielding && byOperator, byOperator, NEVER, NEVER, stopping);
    }

    Wishes claimed() {
        return new Wishes(NEVER, pinned, false, false, NEVER, NEVER, stopping);
    }

    Wishes defers(long nowNs) {
        return new Wishes(NEVER, false, false, false, nowNs, NEVER, stopping);
    }

    Wishes stops() {
        return new Wishes(NEVER, false, yielding, byOperator, deferringSinceNs, NEVER, true);
    }

    boolean deferring() {
        return deferringSinceNs != NEVER;
    }

    boolean wantsToHandOver() {
        return handOverUntilNs != NEVER;
    }

    boolean asks() {
        return activeUntilNs != NEVER;
    }
}
