package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.Action;
import io.sallyport.control.cluster.Decision;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.heartbeat.Refusal;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.event.EventLog;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tells what a member does and hears, in sentences for the event log, and remembers the decisions. Cluster thread. */
public final class ClusterJournal {

    private static final int DECISIONS = 32;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String NOT_BELIEVED = "nothing that the other end says is believed; as long as no other connection stands, the "
            + "partner is absent to this member";

    private record Started(Operation operation, long atNs) {
    }

    private final EventLog events;
    private final Clock clock;
    private final String partner;
    private final Deque<ClusterView.Told> decisions = new ArrayDeque<>();
    private final Map<Long, Started> underWay = new HashMap<>();

    public ClusterJournal(EventLog events, Clock clock, String partner) {
        this.events = events;
        this.clock = clock;
        this.partner = partner;
    }

    /** Newest first. */
    List<ClusterView.Told> decisions() {
        return List.copyOf(decisions);
    }

    void decided(Decision decision) {
        decisions.addFirst(new ClusterView.Told(clock.instant(), decision));
        if (decisions.size() > DECISIONS) {
            decisions.removeLast();
        }
        events.info("decision", ClusterCounters.label(decision.from()) + " → " + ClusterCounters.label(decision.to()) + ": "
                + decision.reason(), Map.of("from", ClusterCounters.label(decision.from()), "to",
                ClusterCounters.label(decision.to()), "epoch", Long.toString(decision.epoch()), "reason", decision.reason()));
    }

    void roleChanged(Role from, Role to, long epoch) {
        events.info("role", "this member is " + ClusterCounters.label(to) + " (epoch " + epoch + ")", Map.of(
                "from", ClusterCounters.label(from), "to", ClusterCounters.label(to), "epoch", Long.toString(epoch)));
    }

    void fenced(Action.Fence fence) {
        String message = "forwarding stopped: " + fence.reason();
        Map<String, String> details = Map.of("reason", fence.reason(), "orderly", Boolean.toString(fence.orderly()));
        if (fence.orderly()) {
            events.info("fence", message, details);
        } else {
            events.error("fence", message, details);
        }
    }

    void healthChanged(Health health) {
        if (health.causes().isEmpty()) {
            events.info("health", "this member is healthy", Map.of());
        } else {
            events.error("health", "this member is not healthy: " + String.join("; ", health.causes()),
                    Map.of("causes", String.join("; ", health.causes())));
        }
    }

    /** @param before the partner's last heartbeat; {@code null} before the first */
    void partnerSays(Heartbeat before, Heartbeat now) {
        boolean news = before == null || before.incarnation() != now.incarnation() || before.role() != now.role()
                || !before.unhealthy().equals(now.unhealthy());
        if (news) {
            String state = now.healthy() ? "healthy" : "not healthy: " + now.unhealthy();
            events.info("partner", partner + " is " + ClusterCounters.label(now.role()) + ", " + state,
                    Map.of("role", ClusterCounters.label(now.role()), "epoch", Long.toString(now.epoch()), "unhealthy", now.unhealthy()));
        }
    }

    void connected() {
        events.info("heartbeat", "heartbeats from " + partner + " come in", Map.of("state", "connected"));
    }

    void disconnected(String why) {
        events.warn("heartbeat", "no connection to " + partner + " is left: " + why, Map.of("state", "disconnected", "reason", why));
    }

    void refused(Refusal refusal, String detail) {
        events.warn("heartbeat", "heartbeat connection refused: " + refusal.description() + (detail.isEmpty() ? "" : " (" + detail + ")")
                + "; " + refusal.remedy() + ". Meanwhile: " + NOT_BELIEVED, Map.of("state", "refused", "refusal", refusal.label(), "detail", detail));
    }

    void unreadable() {
        troubled("what " + partner + " says cannot be read, so it counts as silent: it runs another version of sallyportd; update the "
                + "older one");
    }

    void troubled(String problem) {
        events.warn("heartbeat", problem, Map.of("state", "trouble", "problem", problem));
    }

    void started(Call call) {
        underWay.put(call.id(), new Started(call.operation(), System.nanoTime()));
    }

    /** Reads that answer are too many to tell; whatever changes something, and whatever does not answer, is told. */
    void finished(long id, Outcome outcome, ClusterCounters counters) {
        Started started = underWay.remove(id);
        if (started == null) {
            return;
        }
        Operation operation = started.operation();
        String name = operation.getClass().getSimpleName();
        counters.onCall(name, outcome);
        long ms = (System.nanoTime() - started.atNs()) / NANOS_PER_MILLI;
        boolean changes = operation instanceof Operation.Write || operation instanceof AddOsAddress
                || operation instanceof RemoveOsAddress;
        boolean answered = outcome instanceof Outcome.Done || outcome instanceof Outcome.Seen;
        Map<String, String> details = Map.of("operation", name, "ms", Long.toString(ms),
                "outcome", outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        if (!answered) {
            events.warn("call", describe(operation) + ": " + describe(outcome) + " (" + ms + " ms)", details);
        } else if (changes) {
            events.info("call", describe(operation) + " done in " + ms + " ms", details);
        }
    }

    private static String describe(Operation operation) {
        return switch (operation) {
            case Operation.Assign assign -> "assign " + assign.addresses();
            case Operation.Unassign unassign -> "unassign " + unassign.addresses();
            case Operation.ReplaceRoute replace -> "replace route " + replace.route();
            case Operation.CreateRoute create -> "create route " + create.route();
            case Operation.DeleteRoute delete -> "delete route " + delete.route();
            case AddOsAddress add -> "add " + add.address();
            case RemoveOsAddress remove -> "remove " + remove.address();
            case Operation.DescribeAddresses read -> "describe network interfaces";
            case Operation.DescribeRoutes read -> "describe route tables";
            case Operation.ReadMetadata read -> "read instance metadata";
            case Operation.ReadOs read -> "read addresses of the operating system";
        };
    }

    private static String describe(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Refused refused -> "refused, " + refused.reason() + "; " + refused.remedy();
            case Outcome.Unknown unknown -> "no answer, " + unknown.reason();
            case Outcome.Throttled throttled -> "throttled, " + throttled.reason();
            case Outcome.Done done -> "done";
            case Outcome.Seen seen -> "seen";
        };
    }
}
