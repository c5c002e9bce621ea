package io.sallyport.control.failover;

import io.sallyport.control.event.EventLog;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.holdings.Desired;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.control.reconcile.holdings.Wanted;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a member's provider what the active member is to hold: again and again until it answers, and then while something of what is
 * wanted cannot be had. Every fault is told once. Conductor thread, but where a method says otherwise.
 */
final class Inquiry {

    private static final Logger LOG = LoggerFactory.getLogger(Inquiry.class);
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    /** An interface may be attached, a table be made. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

    /** @param before what the configuration before this one wanted */
    private record Question(MemberPlan plan, HoldingsAgent asked, Wanted before) {
    }

    private final Conductor conductor;
    private final EventLog events;
    private final BiConsumer<MemberPlan, Desired> known;
    private final Set<String> told = new HashSet<>();
    private Question question;
    /** An answer is on its way, or will be asked for. */
    private boolean waiting = true;
    private volatile List<String> lacking = List.of();
    private volatile List<String> unanswered = List.of();
    private volatile boolean over;

    /** @param known is handed each answer, on the conductor */
    Inquiry(Conductor conductor, EventLog events, BiConsumer<MemberPlan, Desired> known) {
        this.conductor = conductor;
        this.events = events;
        this.known = known;
    }

    /** What was asked before is not waited for any more. */
    void ask(MemberPlan plan, HoldingsAgent asked, Wanted before) {
        question = new Question(plan, asked, before);
        waiting = true;
        send(question);
    }

    /** A call says that something is not there any more which the last answer went by: it is asked for anew. Any thread. */
    void doubt() {
        onConductor(() -> {
            if (!waiting) {
                again(question, ASK_AGAIN);
            }
        });
    }

    /** Any thread. */
    void end() {
        over = true;
    }

    /** What is wanted and nobody can have, each in a sentence; any thread. */
    List<String> lacking() {
        return lacking;
    }

    /** Why it is not known what is to be held; any thread. */
    List<String> unanswered() {
        return unanswered;
    }

    /** On a virtual thread: the provider may take its time. */
    private void send(Question asking) {
        Thread.ofVirtual().name("cluster-holdings").start(() -> {
            Runnable outcome = outcome(asking);
            onConductor(() -> {
                if (!over && asking == question) { // else a newer configuration has asked for itself
                    outcome.run();
                }
            });
        });
    }

    private void onConductor(Runnable task) {
        try {
            conductor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("the daemon is stopping: holdings are not asked for again");
        }
    }

    private Runnable outcome(Question asking) {
        try {
            Answer<Desired> answer = asking.asked().desired(asking.plan().wanted(), asking.before());
            return () -> answered(asking, answer);
        } catch (RuntimeException e) {
            LOG.error("a fault of sallyportd's own: the provider was not asked what is to be held; it is tried again", e);
            return () -> again(asking, ASK_AGAIN);
        }
    }

    private void answered(Question asking, Answer<Desired> answer) {
        switch (answer) {
            case Answer.Done<Desired> done -> known(asking, done.value());
            case Answer.Refused<Desired> refused -> unknown(asking, refused.fault());
            case Answer.Unknown<Desired> unknown -> unknown(asking, unknown.fault());
        }
    }

    private void known(Question asking, Desired desired) {
        waiting = false;
        lacking = desired.faults().stream().map(ProviderFault::toString).toList();
        unanswered = List.of();
        desired.faults().forEach(this::tell);
        told.retainAll(lacking);
        known.accept(asking.plan(), desired);
        if (!lacking.isEmpty()) {
            again(asking, LOOK_AGAIN);
        }
    }

    private void unknown(Question asking, ProviderFault fault) {
        unanswered = List.of(fault.toString());
        tell(fault);
        again(asking, ASK_AGAIN);
    }

    private void again(Question asking, Duration delay) {
        waiting = true;
        conductor.schedule(delay, () -> {
            if (!over && asking == question) {
                send(asking);
            }
        });
    }

    private void tell(ProviderFault fault) {
        if (told.add(fault.toString())) {
            events.error("provider", fault.toString(), Map.of("problem", fault.problem().name(), "code", fault.code()));
        }
    }
}
