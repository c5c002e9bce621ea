package io.sallyport.control.cluster.holdings;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;
import static io.sallyport.control.cluster.holdings.HoldingsStatus.SETTLE_NS;

/**
 * What is believed of one holding, and when it may be tried again.
 *
 * <p>EC2 is eventually consistent: for a while after a write was answered, a read may still show what was there before it. Such a
 * read says nothing; one that shows anything else, or was begun later, does.
 */
final class Entry {

    final Holding holding;
    private final long settleNs;
    boolean retired;

    private Holder seen = Holder.UNKNOWN;
    private long seenFromNs = NEVER;
    private Holder made = Holder.UNKNOWN;
    private Holder before = Holder.UNKNOWN;
    private long madeFromNs = NEVER;
    private long madeAtNs = NEVER;
    private boolean had;

    /** Of the write whose answer is waited for; 0: none. */
    long callId;
    /** Writes that are under way, those of a goal that is over included. */
    int inFlight;
    int failures;
    int refusals;
    /** Between ReplaceRoute and CreateRoute. */
    int flips;
    long notBeforeNs = NEVER;
    boolean refused;
    /** EC2 refused it together with others: it is tried by itself. */
    boolean apart;
    /** The table has no such route: the next attempt creates it. */
    boolean create;
    String problem = "";

    Entry(Holding holding, boolean retired) {
        this.holding = holding;
        this.retired = retired;
        settleNs = holding instanceof Holding.OsAddress ? 0 : SETTLE_NS;
    }

    Holder believed() {
        return made != Holder.UNKNOWN ? made : seen;
    }

    boolean self() {
        return believed() == Holder.SELF;
    }

    /** @param fromNs when the read was begun */
    void seen(Holder holder, long fromNs) {
        if (holder == Holder.UNKNOWN || fromNs < seenFromNs) {
            return;
        }
        seen = holder;
        seenFromNs = fromNs;
        boolean tells = fromNs >= madeAtNs + settleNs || fromNs >= madeAtNs && holder != before;
        if (tells && holder != made) {
            made = Holder.UNKNOWN;
        }
        had |= self();
    }

    /** A write was answered with success. */
    void made(Holder holder, long fromNs, long atNs) {
        before = believed();
        made = holder;
        madeFromNs = fromNs;
        madeAtNs = atNs;
        had |= self();
        create = false;
        forgetFailures();
    }

    /** A new claim believes only what was read just now. */
    void newClaim(long readSinceNs) {
        made = Holder.UNKNOWN;
        if (seenFromNs < readSinceNs) {
            seen = Holder.UNKNOWN;
        }
        had = self();
        forgetFailures();
    }

    void forgetFailures() {
        failures = 0;
        refusals = 0;
        flips = 0;
        notBeforeNs = NEVER;
        refused = false;
        apart = false;
        problem = "";
    }

    /** When the newest evidence that this member has it was begun. */
    long selfSinceNs() {
        if (!self()) {
            return NEVER;
        }
        return Math.max(seen == Holder.SELF ? seenFromNs : NEVER, made == Holder.SELF ? madeFromNs : NEVER);
    }

    /** This member had it in this claim, and now the partner does; a stranger at an address is taken for the partner. */
    boolean lost() {
        return had && (believed() == Holder.PARTNER || believed() == Holder.OTHER && holding instanceof Holding.EniAddress);
    }

    boolean had() {
        return had;
    }

    /** Whether a read that was begun after the last write agrees with it. */
    boolean verified() {
        return made == Holder.UNKNOWN || seen == made && seenFromNs >= madeAtNs;
    }

    long seenFromNs() {
        return seenFromNs;
    }
}
