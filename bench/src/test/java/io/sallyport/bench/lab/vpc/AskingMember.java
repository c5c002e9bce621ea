package io.sallyport.bench.lab.vpc;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** In the planner's place: asks an agent for one operation, and waits for what becomes of it. Its clock stands. */
public final class AskingMember implements Standing {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long EPOCH = 7;
    private static final long NOW = 1_000;

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Outcome>> answers = new ConcurrentHashMap<>();

    @Override
    public long epoch() {
        return EPOCH;
    }

    @Override
    public long nowNs() {
        return NOW;
    }

    /** Where an agent's answers go. */
    public void answered(long id, Outcome outcome) {
        answers.get(id).complete(outcome);
    }

    public Outcome perform(HoldingsAgent agent, Operation operation) throws Exception {
        return perform(agent, EPOCH, NOW + 1, operation);
    }

    /** Planned in an epoch that is over. */
    Outcome performOutdated(HoldingsAgent agent, Operation operation) throws Exception {
        return perform(agent, EPOCH - 1, NOW + 1, operation);
    }

    /** Should have been on its way by now. */
    Outcome performTooLate(HoldingsAgent agent, Operation operation) throws Exception {
        return perform(agent, EPOCH, NOW, operation);
    }

    private Outcome perform(HoldingsAgent agent, long epoch, long sendByNs, Operation operation) throws Exception {
        long id = ids.incrementAndGet();
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        answers.put(id, answer);
        agent.start(new Call(id, epoch, sendByNs, operation));
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
