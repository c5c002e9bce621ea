package io.sallyport.bench.lab.vpc.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A VPC through time. EC2 is eventually consistent: the caller of a change, a later Describe, the packets and IMDS may each see
 * another moment of it. So all past moments of the last minutes are kept, and each kind of observer looks back by its own lag.
 *
 * <p>Times are of {@code System.nanoTime()}'s kind, and never go back. Any thread may call.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html">Eventual consistency</a>
 */
public final class VpcModel {

    /** Longer than any lag that a test would ask for. */
    private static final long KEPT_NS = 600_000_000_000L;

    private record Moment(long atNs, VpcState state) {
    }

    private final Deque<Moment> moments = new ArrayDeque<>();
    private Lags lags = Lags.NONE;
    private volatile Runnable observer = () -> { };
    /** What the packets have seen cannot be taken back, even when the lag grows. */
    private long forwardedNs;

    public VpcModel(VpcState first, long nowNs) {
        moments.add(new Moment(nowNs, first));
        forwardedNs = nowNs;
    }

    /** Called after every change of the state or the lags, by whoever made it; one observer. */
    public void onChange(Runnable call) {
        observer = call;
    }

    public synchronized void lags(Lags changed) {
        lags = changed;
        observer.run();
    }

    /**
     * Makes a change, or none when it is refused.
     *
     * @return what the VPC is now
     * @throws Ec2Refusal from {@code change}
     */
    public synchronized VpcState change(long nowNs, UnaryOperator<VpcState> change) {
        VpcState changed = change.apply(latest());
        moments.addLast(new Moment(nowNs, changed));
        forget(nowNs - KEPT_NS);
        observer.run();
        return changed;
    }

    /** One moment from before {@code limitNs} stays: it is what there is to see from then on. */
    private void forget(long limitNs) {
        while (moments.size() > 1) {
            Moment oldest = moments.removeFirst();
            if (moments.getFirst().atNs - limitNs > 0) {
                moments.addFirst(oldest);
                return;
            }
        }
    }

    /** What EC2 decides by. */
    public synchronized VpcState latest() {
        return moments.getLast().state;
    }

    /** What a Describe answers. */
    public synchronized VpcState described(long nowNs) {
        return at(nowNs - lags.describeNs());
    }

    /** What IMDS answers. */
    public synchronized VpcState metadata(long nowNs) {
        return at(nowNs - lags.imdsNs());
    }

    /** What packets follow. */
    public synchronized VpcState forwarded(long nowNs) {
        long seenNs = nowNs - lags.propagationNs();
        forwardedNs += Math.max(0, seenNs - forwardedNs);
        return at(forwardedNs);
    }

    /** When the packets follow something new, after {@code nowNs}; empty when they are up to date. */
    public synchronized OptionalLong nextForwarding(long nowNs) {
        return moments.stream().mapToLong(moment -> moment.atNs + lags.propagationNs()).filter(at -> at - nowNs > 0).findFirst();
    }

    private VpcState at(long ns) {
        Iterator<Moment> newestFirst = moments.descendingIterator();
        VpcState state = latest();
        while (newestFirst.hasNext()) {
            Moment moment = newestFirst.next();
            state = moment.state;
            if (moment.atNs - ns <= 0) {
                break;
            }
        }
        return state;
    }
}
