package io.sallyport.control.reconcile;

import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.status.ConnectorStatus;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.Listening;
import io.sallyport.dataplane.l4.status.ServiceStatus;
import io.sallyport.dataplane.l4.status.ServiceTest;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import io.sallyport.dataplane.l4.status.TransportStatus;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A layer 4 without sockets that remembers what it was told. Its connectors listen at 10.0.1.50 unless a test says otherwise. */
public final class FakeL4Plane implements L4Plane {

    private final List<L4Plan> applied = new CopyOnWriteArrayList<>();
    private final Map<String, List<Listening>> listening = new ConcurrentHashMap<>();
    private final Map<String, String> lastFailures = new ConcurrentHashMap<>();
    private final Map<String, ServiceTest> tests = new ConcurrentHashMap<>();
    private final Deque<List<SessionView>> looks = new ArrayDeque<>();
    private final List<String> roles = new CopyOnWriteArrayList<>();
    private volatile String refusal;
    private volatile boolean open;
    private volatile TransportChoice transport;
    private volatile Duration drained;
    private volatile CountDownLatch busy = new CountDownLatch(0);

    /** An opener of this one plane. */
    public L4Plane open(TransportChoice wanted) {
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        transport = wanted;
        open = true;
        return this;
    }

    /** From now on nothing can be opened or applied. @param reason null to work again */
    public void refuse(String reason) {
        refusal = reason;
    }

    /** Addresses are given up no sooner than this. */
    public void busy(CountDownLatch until) {
        busy = until;
    }

    public void listensAt(String connector, Listening... addresses) {
        listening.put(connector, List.of(addresses));
    }

    public void lastFailure(String service, String why) {
        lastFailures.put(service, why);
    }

    public void testOf(String service, ServiceTest result) {
        tests.put(service, result);
    }

    /** What each look at the sessions finds, in order; the last one is found again and again. */
    @SafeVarargs
    public final synchronized void sessions(List<SessionView>... found) {
        looks.clear();
        for (List<SessionView> look : found) {
            looks.add(look);
        }
    }

    public List<L4Plan> applied() {
        return applied;
    }

    public boolean isOpen() {
        return open;
    }

    public TransportChoice transport() {
        return transport;
    }

    /** What became of the role, in order. */
    public List<String> roles() {
        return roles;
    }

    /** How long it was given to drain; null before it was closed. */
    public Duration drained() {
        return drained;
    }

    @Override
    public void apply(L4Plan plan) {
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        applied.add(plan);
    }

    @Override
    public L4Status status() {
        L4Plan plan = applied.isEmpty() ? L4Plan.EMPTY : applied.getLast();
        return new L4Status(new TransportStatus("epoll", "as configured", 1),
                plan.connectors().stream().map(this::status).toList(), plan.services().stream().map(this::status).toList(),
                3, plan.maxSessions(), 1, ends());
    }

    private static Map<SessionEnd, Long> ends() {
        Map<SessionEnd, Long> ends = new HashMap<>();
        ends.put(SessionEnd.CLOSED, 40L);
        ends.put(SessionEnd.BACKEND_REFUSED, 2L);
        return ends;
    }

    private ConnectorStatus status(ConnectorPlan plan) {
        Listening present = new Listening(new InetSocketAddress("10.0.1.50", plan.port()), "");
        return new ConnectorStatus(plan, listening.getOrDefault(plan.name(), List.of(present)), 3, 43, 2_048, 4_096, ends(),
                Map.of());
    }

    private ServiceStatus status(ServicePlan plan) {
        return new ServiceStatus(plan, 3, 43, 2_048, 4_096, ends(), lastFailures.getOrDefault(plan.name(), ""));
    }

    @Override
    public synchronized List<SessionView> sessions() {
        return looks.isEmpty() ? List.of() : looks.size() > 1 ? looks.poll() : looks.peek();
    }

    @Override
    public synchronized boolean closeSession(long id) {
        return !looks.isEmpty() && looks.peek().stream().anyMatch(session -> session.id() == id);
    }

    @Override
    public CompletableFuture<ServiceTest> test(String service) {
        return CompletableFuture.completedFuture(tests.get(service));
    }

    @Override
    public CompletableFuture<Void> relinquish(Duration drain) {
        awaitQuiet();
        roles.add("relinquish " + drain.toSeconds());
        return CompletableFuture.completedFuture(null);
    }

    private void awaitQuiet() {
        try {
            if (!busy.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("busy for 30 s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void resume() {
        roles.add("resume");
    }

    @Override
    public void close(Duration drain) {
        open = false;
        drained = drain;
    }
}
