package io.sallyport.control.failover;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.version.Applier;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.Conductor;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.control.reconcile.InterfaceRoutes;
import io.sallyport.control.reconcile.holdings.LoneAddresses;
import io.sallyport.control.reconcile.validate.Check;
import io.sallyport.dataplane.engine.EngineException;
import io.sallyport.dataplane.linux.Link;
import io.sallyport.dataplane.linux.Netlink;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway with its place in a cluster: applies configurations to both. {@link #apply} belongs to the conductor, the rest may
 * be called by any thread.
 *
 * <p>A member has a thread of its own, for heartbeats and decisions, and shares none with the conductor: a configuration of a
 * hundred thousand routes takes seconds, a heartbeat is due four times in each (docs/decisions/0025).
 */
public final class ClusterService implements Applier, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterService.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(3);

    private final Gateway gateway;
    private final InterfaceRoutes routes;
    private final KeyFiles keyFiles;
    private final Surroundings around;
    private final Optional<Ethernet> ethernet;
    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().name("cluster").factory(), EpollIoHandler.newFactory());
    private Optional<MemberPlan> wanted = Optional.empty();
    private List<OsAddress> addresses = List.of();
    private volatile ClusterMembership membership;
    /** While a member whose time is over has not let go yet. */
    private volatile Thread leaving;
    /** While this node is no member. */
    private volatile LoneAddresses lone;

    /**
     * @param routes   of the operating system, by which heartbeats find the partner; closed with this
     * @param ethernet opened while CAP_NET_RAW was there; empty: neighbours cannot be told of an address
     */
    public ClusterService(Gateway gateway, InterfaceRoutes routes, Conductor conductor, KeyFiles keyFiles,
            Optional<Ethernet> ethernet, EventLog events, Clock clock) {
        this.gateway = gateway;
        this.routes = routes;
        this.keyFiles = keyFiles;
        this.ethernet = ethernet.map(LastingEthernet::new);
        around = new Surroundings(gateway, conductor, new NodeRole(gateway, conductor), Agents.ofThisHost(this.ethernet),
                ClusterService::links, events, new ClusterCounters(), clock);
    }

    private static List<Link> links() {
        try (Netlink netlink = Netlink.open()) {
            return netlink.links();
        }
    }

    @Override
    public List<Warning> apply(Configuration configuration, long version) {
        Optional<MemberPlan> plan = plan(configuration, version);
        return follow(configuration, plan, gateway.apply(configuration, version));
    }

    @Override
    public List<Warning> resume(Configuration configuration, long version) {
        Optional<MemberPlan> plan = plan(configuration, version);
        return follow(configuration, plan, gateway.resume(configuration, version));
    }

    private List<Warning> follow(Configuration configuration, Optional<MemberPlan> plan, List<Warning> ofGateway) {
        List<Warning> warnings = new ArrayList<>(ofGateway);
        routes.want(configuration.interfaces().stream().flatMap(ClusterService::routes).toList(),
                configuration.interfaces().stream().filter(device -> !device.clusterIp().isEmpty()).map(NetworkInterface::name).toList());
        routes.reconcile();
        routes.problems().forEach(problem -> warnings.add(new Warning("", problem)));
        wanted = plan;
        addresses = configuration.interfaces().stream().flatMap(ClusterService::addresses).toList();
        if (membership != null && plan.filter(membership::isOf).isEmpty()) {
            leave(membership);
        }
        takePlace();
        Optional.ofNullable(lone).ifPresent(alone -> alone.problems().forEach(problem -> warnings.add(new Warning("", problem))));
        return warnings;
    }

    /** It may have sessions to drain, for which it needs the conductor. */
    private void leave(ClusterMembership old) {
        membership = null;
        leaving = Thread.ofVirtual().name("cluster-leave").start(() -> {
            old.leave(STOP_GRACE);
            try {
                around.conductor().execute(() -> {
                    leaving = null;
                    if (wanted.isEmpty()) {
                        around.role().regain(); // what it gave up as a member is a stand-alone node's own
                    }
                    takePlace();
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("the daemon is stopping: it takes no other place");
            }
        });
    }

    /** One life ends before the next begins: both act on the same addresses, and the same data plane. */
    private void takePlace() {
        if (leaving != null) {
            return;
        }
        if (wanted.isEmpty()) {
            standAlone();
            return;
        }
        if (lone != null) {
            lone.close();
            lone = null;
        }
        if (membership == null) {
            membership = new ClusterMembership(around, thread.next(), wanted.get());
        } else {
            membership.change(wanted.get());
        }
    }

    private void standAlone() {
        if (lone == null) {
            lone = LoneAddresses.ofThisHost(ethernet);
        }
        lone.want(addresses);
        lone.reconcile();
    }

    private static Stream<OsAddress> addresses(NetworkInterface device) {
        return device.clusterIp().stream().map(address -> new OsAddress(device.name(), address));
    }

    private static Stream<InterfaceRoutes.Route> routes(NetworkInterface device) {
        return device.routes().stream().map(route -> new InterfaceRoutes.Route(device.name(), route.route(), route.next()));
    }

    /** Repairs what others changed at the interfaces: routes, and the addresses of a node without a partner. Conductor thread. */
    public void reconcile() {
        routes.reconcile();
        Optional.ofNullable(lone).ifPresent(LoneAddresses::reconcile);
    }

    /** What is not as wanted at the interfaces and in the cluster, each in one sentence. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(routes.problems());
        Optional.ofNullable(lone).ifPresent(alone -> problems.addAll(alone.problems()));
        Optional.ofNullable(membership).map(ClusterMembership::problems).ifPresent(problems::addAll);
        return problems;
    }

    private Optional<MemberPlan> plan(Configuration configuration, long version) {
        try {
            return configuration.cluster().map(cluster -> MemberPlan.of(configuration, version, keyFiles));
        } catch (KeyFileException e) {
            throw new EngineException(e.getMessage(), e);
        }
    }

    @Override
    public List<Warning> restartRequired(Configuration configuration) {
        return gateway.restartRequired(configuration);
    }

    /** Whether the running configuration makes this node a member. */
    public boolean isMember() {
        return membership != null;
    }

    /** Empty: not a member, or one that does not take part yet. */
    public Optional<ClusterView> view() {
        return Optional.ofNullable(membership).flatMap(ClusterMembership::view);
    }

    /** @return whether there is a member to hear it */
    public boolean makeActive() {
        return wish(new Event.MakeActive());
    }

    /** @return whether there is a member to hear it */
    public boolean relinquish() {
        return wish(new Event.Relinquish());
    }

    private boolean wish(Event event) {
        ClusterMembership present = membership;
        return present != null && present.wish(event);
    }

    /**
     * Looks whether a failover could be made now; blocks.
     *
     * @param fix mend what can be mended
     * @return empty: not a member
     */
    public Optional<List<Check>> validate(boolean fix) {
        return Optional.ofNullable(membership).map(present -> present.validation().run(fix));
    }

    public ClusterCounters counters() {
        return around.counters();
    }

    /** Hands over to the partner, if there is one; not on the conductor, which it needs. */
    @Override
    public void close() {
        ClusterMembership present = membership;
        membership = null;
        if (present != null) {
            present.leave(STOP_GRACE);
        }
        awaitLeft();
        if (lone != null) {
            lone.close();
        }
        routes.close();
        thread.shutdownGracefully(0, STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
        ethernet.ifPresent(socket -> ((LastingEthernet) socket).end());
    }

    private void awaitLeft() {
        Thread present = leaving;
        try {
            if (present != null) {
                present.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Agents come and go with configurations; the socket, which could not be opened again, stays. */
    private record LastingEthernet(Ethernet socket) implements Ethernet {

        @Override
        public Optional<Port> port(String name) {
            return socket.port(name);
        }

        @Override
        public void send(Port port, byte[] frame) {
            socket.send(port, frame);
        }

        @Override
        public void close() {
            // not with one agent
        }

        void end() {
            socket.close();
        }
    }
}
