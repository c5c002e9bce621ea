package io.sallyport.dataplane.l4;

import static java.util.function.Predicate.not;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.address.SourceAddresses;
import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.connector.ConnectorSet;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.ServicePlan;
import io.sallyport.dataplane.l4.plan.Source;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Owns the listeners and what they follow: the plan, the machine's addresses, the role. All of it changes on one thread, {@code l4};
 * its methods may be called by any other thread, and return when the change is done.
 */
final class Switchboard {

    private static final long RETRY_MS = 1_000;
    private static final long LOOK_MS = 5;

    private final L4Options options;
    private final Transport transport;
    private final SessionRegistry registry = new SessionRegistry();
    private final SourceAddresses sources = new SourceAddresses();
    private final EventExecutor thread = new DefaultEventExecutor(new DefaultThreadFactory("l4", true));
    private final Assembly parts;
    private final ConnectorSet connectors;
    private volatile Services services = Services.NONE;
    private volatile L4Plan plan = L4Plan.EMPTY;
    private HostAddresses host = HostAddresses.NONE;
    /** Cluster addresses that were given up and that the kernel still has. */
    private Set<IpAddress> givenUp = Set.of();
    /** The same, and what the kernel has no longer: where no session begins, not even one whose PROXY header is still on its way. */
    private volatile Set<InetAddress> surrendered = Set.of();
    private volatile Set<InetAddress> gone = Set.of();
    private volatile boolean closing;

    Switchboard(L4Options options, Transport transport) {
        this.options = options;
        this.transport = transport;
        this.parts = Assembly.of(options, transport, registry, sources);
        this.connectors = new ConnectorSet(parts.listeners());
        registry.bar(this::barred);
    }

    /** On event loops. */
    private Optional<SessionEnd> barred(Session session) {
        if (closing) {
            return Optional.of(SessionEnd.SHUTDOWN);
        }
        if (uses(session, surrendered)) {
            return Optional.of(SessionEnd.ROLE_LOST);
        }
        return uses(session, gone) ? Optional.of(SessionEnd.ADDRESS_LOST) : Optional.empty();
    }

    /** Mostly, there are no such addresses; then the kernel need not be asked for the session's, which takes a system call. */
    private static boolean uses(Session session, Set<InetAddress> some) {
        return !some.isEmpty() && session.uses(some);
    }

    SessionRegistry registry() {
        return registry;
    }

    Assembly parts() {
        return parts;
    }

    Services services() {
        return services;
    }

    L4Plan plan() {
        return plan;
    }

    ConnectorSet connectors() {
        return connectors;
    }

    void start() {
        options.addresses().start(addresses -> run(() -> follow(addresses)));
        thread.scheduleWithFixedDelay(this::retry, RETRY_MS, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    /** Runs a change on the thread and waits for it. */
    void run(Runnable change) {
        thread.submit(change).syncUninterruptibly();
    }

    /** Reads what the thread owns. */
    <T> T ask(Callable<T> question) {
        return thread.submit(question).syncUninterruptibly().getNow();
    }

    void apply(L4Plan next) {
        run(() -> adopt(next));
    }

    private void adopt(L4Plan next) {
        Services before = services;
        services = before.next(next);
        plan = next;
        registry.maxSessions(next.maxSessions());
        sources.adopt(usable(), next.clusterIps());
        Reload reload = new Reload(registry, parts.overlay(), System.nanoTime() + options.drain().toNanos());
        for (String name : connectors.names()) {
            if (next.connectors().stream().noneMatch(connector -> connector.name().equals(name))) {
                connectors.find(name).ifPresent(reload::removed);
                connectors.remove(name);
            }
        }
        next.connectors().forEach(connector -> adopt(connector, reload));
        reload.changed(before.leftBehind(services));
        long firstNew = registry.nextId();
        reconcile();
        passLoops(); // sessions that were beginning by the old settings are listed now
        reload.finish(firstNew);
    }

    private void adopt(ConnectorPlan next, Reload reload) {
        Connector.Settings settings = new Connector.Settings(next, parts.outbounds().of(next, plan, services, parts.overlay()));
        Connector present = connectors.find(next.name()).orElse(null);
        if (present == null || present.settings().plan().protocol() != next.protocol()) {
            if (present != null) {
                reload.removed(present);
            }
            connectors.put(new Connector(settings));
            return;
        }
        ConnectorPlan before = present.settings().plan();
        present.adopt(settings);
        reload.changed(present, before);
    }

    /** Waits until every loop has done what it is at. */
    private void passLoops() {
        for (EventLoop loop : transport.allLoops()) {
            loop.submit(() -> { }).syncUninterruptibly();
        }
    }

    private void reconcile() {
        HostAddresses usable = usable();
        connectors.reconcile(plan, usable);
        parts.ownListeners().adopt(connectors::open, inet(all(host)));
        parts.overlay().reconcile(plan, services, usable);
    }

    private void retry() {
        if (connectors.hasFailures() || parts.overlay().hasFailures()) {
            reconcile();
        }
    }

    /** The machine's addresses are these now, or may be usable now. */
    private void follow(HostAddresses now) {
        Set<InetAddress> lost = inet(all(host));
        host = now;
        Set<IpAddress> held = all(now);
        lost.removeAll(inet(held));
        giveUp(givenUp.stream().filter(held::contains).collect(Collectors.toUnmodifiableSet()));
        gone = Stream.concat(gone.stream(), lost.stream()).filter(not(inet(held)::contains)).collect(Collectors.toUnmodifiableSet());
        reconcile();
        if (!lost.isEmpty()) {
            passLoops();
            registry.abort(session -> session.uses(lost), SessionEnd.ADDRESS_LOST);
        }
    }

    private void giveUp(Set<IpAddress> addresses) {
        givenUp = addresses;
        surrendered = Set.copyOf(inet(addresses));
        sources.adopt(usable(), plan.clusterIps());
    }

    /** What this machine has and has not given up. */
    private HostAddresses usable() {
        return host.without(givenUp);
    }

    private static Set<IpAddress> all(HostAddresses host) {
        return host.byInterface().values().stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    private static Set<InetAddress> inet(Set<IpAddress> addresses) {
        return addresses.stream().map(IpAddress::toInetAddress).collect(Collectors.toCollection(HashSet::new));
    }

    CompletableFuture<Void> giveUp(Duration drain) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        run(() -> {
            Set<IpAddress> cluster = clusterAddresses();
            giveUp(cluster.stream().filter(all(host)::contains).collect(Collectors.toUnmodifiableSet()));
            reconcile();
            passLoops();
            Set<InetAddress> addresses = inet(cluster);
            Predicate<Session> concerned = session -> session.uses(addresses);
            if (drain.isZero()) {
                registry.abort(concerned, SessionEnd.ROLE_LOST);
            } else {
                registry.drain(concerned, System.nanoTime() + drain.toNanos(), SessionEnd.ROLE_LOST);
            }
            completeWhenNone(concerned, done);
        });
        return done;
    }

    /** Every address that moves with the role. */
    private Set<IpAddress> clusterAddresses() {
        Set<IpAddress> cluster = new HashSet<>(plan.overlay().own());
        plan.clusterIps().values().forEach(cluster::addAll);
        for (ConnectorPlan connector : plan.connectors()) {
            if (connector.bind() instanceof Bind.ClusterIp bind) {
                cluster.addAll(bind.addresses());
            }
        }
        for (ServicePlan service : plan.services()) {
            if (service.source() instanceof Source.ClusterIp source) {
                cluster.addAll(source.addresses());
            }
        }
        return cluster;
    }

    private void completeWhenNone(Predicate<Session> concerned, CompletableFuture<Void> done) {
        if (registry.sessions().stream().noneMatch(concerned)) {
            done.complete(null);
        } else {
            thread.schedule(() -> completeWhenNone(concerned, done), LOOK_MS, TimeUnit.MILLISECONDS);
        }
    }

    void resume() {
        run(() -> {
            giveUp(Set.of());
            reconcile();
        });
    }

    void close(Duration drain) {
        CompletableFuture<Void> empty = new CompletableFuture<>();
        run(() -> {
            closing = true;
            connectors.closeAll();
            parts.overlay().close();
            passLoops();
            registry.drain(session -> true, System.nanoTime() + drain.toNanos(), SessionEnd.SHUTDOWN);
            completeWhenNone(session -> true, empty);
        });
        empty.join();
        parts.close();
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
