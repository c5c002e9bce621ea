package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries calls out, each on a virtual thread of its own and as many at a time as the planner starts. Every call is answered
 * exactly once, whatever happens to it.
 */
public final class HoldingsExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HoldingsExecutor.class);
    private static final Outcome STOPPING = new Outcome.Unknown("not sent: other settings of the provider hold now, or the daemon is stopping");

    /** Where the member stands at this moment. Asked by any thread, right before something is sent. */
    public interface Standing {

        long epoch();

        /** The clock by which calls have to be on their way. */
        long nowNs();

        /**
         * When the member last took a turn, by the same clock; it takes many a second. The epoch is as of then, or later: to be
         * read first.
         */
        default long turnNs() {
            return nowNs();
        }

        /** A member that has taken no turn for a while may have been frozen, and have lost its role. */
        default boolean isAwake() {
            return nowNs() - turnNs() < TURN_WITHIN_NS;
        }

        /** Whether the member claims the cluster, as far as it can know. */
        default boolean claims() {
            return isAwake() && epoch() != 0;
        }
    }

    private static final long TURN_WITHIN_NS = 300_000_000;

    /** Where answers go. Called by any thread, and must not block it: hand the answer to the member's own thread. */
    @FunctionalInterface
    public interface Answers {
        void finished(long id, Outcome outcome);
    }

    private final Operations cloud;
    private final Operations os;
    private final Standing standing;
    private final Duration limit;
    private final Answers answers;
    private volatile boolean closed;

    /**
     * @param cloud what is asked of EC2 and the metadata service
     * @param os    what is asked of this machine
     * @param limit after which a call counts as unanswered, whatever its own limits make of it
     */
    HoldingsExecutor(Operations cloud, Operations os, Standing standing, Duration limit, Answers answers) {
        this.cloud = cloud;
        this.os = os;
        this.standing = standing;
        this.limit = limit;
        this.answers = answers;
    }

    /** Returns at once; the answer comes later, also when there is none. */
    public void start(Call call) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        // the first to complete it answers; what comes later is dropped
        outcome.completeOnTimeout(new Outcome.Unknown("no answer within " + limit.toMillis() + " ms"),
                limit.toNanos(), TimeUnit.NANOSECONDS).thenAccept(known -> answers.finished(call.id(), known));
        Thread.ofVirtual().name("holding-" + call.id()).start(() -> outcome.complete(perform(call)));
    }

    private Outcome perform(Call call) {
        if (closed) {
            return STOPPING;
        }
        if (call.operation() instanceof Operation.Write && !mayBegin(call)) {
            return Attempt.OVERTAKEN;
        }
        try {
            return performer(call.operation()).perform(new Attempt(call.operation(), () -> mayGoOn(call)));
        } catch (RuntimeException | Error e) {
            // a fault of ours; the planner tries again, and the trace says where
            LOG.error("{} failed", call.operation(), e);
            return new Outcome.Unknown("a fault of sallyportd's own: " + e);
        }
    }

    private boolean mayBegin(Call call) {
        // by subtraction: the clock may pass its largest value
        return standing.nowNs() - call.sendByNs() < 0 && stillStands(call);
    }

    /** Behind an answer for which EC2 took its time, which may be more than a call has to begin in. */
    private boolean mayGoOn(Call call) {
        return standing.isAwake() && stillStands(call);
    }

    private boolean stillStands(Call call) {
        return !closed && call.epoch() == standing.epoch();
    }

    private Operations performer(Operation operation) {
        return switch (operation) {
            case ReadOs read -> os;
            case AddOsAddress add -> os;
            case RemoveOsAddress remove -> os;
            default -> cloud;
        };
    }

    /** Sends nothing more. What is under way is answered all the same. */
    @Override
    public void close() {
        closed = true;
    }
}
