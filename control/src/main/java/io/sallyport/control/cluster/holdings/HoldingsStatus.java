package io.sallyport.control.cluster.holdings;

import java.util.ArrayList;
import java.util.List;

/**
 * How far the holdings are where they should be.
 *
 * @param holder     of the cluster: of its addresses at the ENIs or, where there are none, of its routes
 * @param holderAsOfNs when the read that said so was begun; anything may have happened since
 * @param confirmedAtNs when what last said that this member holds the cluster was begun: a read, or an assignment that was
 *                      answered. {@link #NEVER}: nothing has, or something newer says otherwise
 * @param lost       this member held something in this claim that is now seen at the partner's ENI
 * @param refused    EC2 refuses to give the cluster to this member, whatever it tries
 * @param silent     EC2 did not answer when it was last asked what it has
 * @param complete   under {@link Goal#HOLD}: everything is with this member
 * @param released   under the other goals: nothing at the own ENI, nothing at the operating system
 * @param total      holdings in all
 * @param settled    holdings that are where the goal wants them
 * @param remainingNs estimate of how long the rest takes at the pace of the last answers; -1: no estimate
 * @param problems   what is refused or does not answer, with its remedy, each a sentence
 */
public record HoldingsStatus(
        Holder holder,
        long holderAsOfNs,
        long confirmedAtNs,
        boolean lost,
        boolean refused,
        boolean silent,
        boolean complete,
        boolean released,
        int total,
        int settled,
        long remainingNs,
        List<String> problems) {

    /** Long before any time that a monotonic clock shows, yet safe to subtract. */
    public static final long NEVER = Long.MIN_VALUE / 4;

    /** How long a read may still show what was there before a change. */
    public static final long SETTLE_NS = 10_000_000_000L;

    public static final HoldingsStatus UNKNOWN =
            new HoldingsStatus(Holder.UNKNOWN, NEVER, NEVER, false, false, false, false, false, 0, 0, -1, List.of());

    public HoldingsStatus {
        problems = List.copyOf(problems);
    }

    /** The same, with more that should be held and nobody can hold; each in a sentence. */
    public HoldingsStatus lacking(List<String> more) {
        List<String> all = new ArrayList<>(more);
        all.addAll(problems);
        return new HoldingsStatus(holder, holderAsOfNs, confirmedAtNs, lost, refused, silent, complete && more.isEmpty(), released,
                total + more.size(), settled, remainingNs, all);
    }
}
