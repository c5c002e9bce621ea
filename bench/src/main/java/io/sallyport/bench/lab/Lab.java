package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.VpcControl;
import io.sallyport.bench.lab.vpc.VpcProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The seed network, up: built into a sandbox step by step, and held while its builder works with it. */
public final class Lab {

    /** The note in the ledger that says how far the lab has come. */
    static final String PHASE = "phase";
    static final String UP = "up";

    private static final Duration DAEMON_START = Duration.ofSeconds(90);
    private static final Duration ROLES_TAKEN = Duration.ofSeconds(90);
    private static final Duration TUNNELS_UP = Duration.ofSeconds(60);

    /** Which daemon does for the next start: one that talks to AWS, and that no demo kills. */
    private static final int LEAVES_CLASS_DATA = 1;

    private final Sandbox sandbox;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<HostProcess> hosts = new ArrayList<>();
    private final Map<String, ClusterKeys> keys = new HashMap<>();
    private VpcProcess vpc;
    private Namespace fabric;
    private ObjectNode network;

    private Lab(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Builds and starts everything; when it returns, every cluster has an active member with a tunnel to every other. */
    public static Lab build(Sandbox sandbox, Console console) {
        Lab lab = new Lab(sandbox);
        console.step("namespaces, cables and addresses of " + SeedNetwork.SITES.size() + " sites", lab::buildNetworks);
        console.step("a sallyportd in every gateway, an agent in every host", lab::startProcesses);
        console.step("configuration pushed over every control socket", lab::configure);
        console.step("one member of each pair active, the other standing by", lab::awaitRoles);
        console.step("encrypted tunnels between all sites", lab::awaitTunnels);
        sandbox.ledger().note(PHASE, UP);
        return lab;
    }

    private void buildNetworks() {
        Fabric underlay = new Fabric(sandbox);
        fabric = underlay.namespace();
        for (Site site : SeedNetwork.SITES) {
            LocalNetwork local = site.provider() == Site.Provider.AWS ? new CloudNetwork(sandbox, site) : new Lan(sandbox, site);
            for (Gateway gateway : site.gateways()) {
                Namespace namespace = sandbox.namespace(gateway.name());
                namespace.forward();
                underlay.attach(gateway, namespace);
                local.attach(gateway, namespace);
                gateways.add(new GatewayProcess(sandbox, site, gateway, namespace, gateways.size() == LEAVES_CLASS_DATA));
            }
            for (Host host : site.hosts()) {
                Namespace namespace = sandbox.namespace(host.namespace());
                local.attach(host, namespace);
                hosts.add(new HostProcess(sandbox, site, host, namespace));
            }
            if (local instanceof CloudNetwork cloud) {
                vpc = cloud.start();
            }
        }
    }

    private void startProcesses() {
        gateways.forEach(gateway -> gateway.daemon().launch());
        Deadline.await(DAEMON_START, "listening daemons and agents",
                () -> gateways.stream().allMatch(gateway -> gateway.daemon().listening())
                        && hosts.stream().allMatch(HostProcess::listening) && vpc.listening(),
                () -> "look into " + sandbox.directory().resolve("log"));
    }

    private void configure() {
        Map<String, String> publicKeys = new HashMap<>();
        for (Site site : SeedNetwork.SITES) {
            ClusterKeys ofCluster = ClusterKeys.create(sandbox.directory(), site);
            keys.put(site.cluster(), ofCluster);
            publicKeys.put(site.cluster(), ofCluster.publicKey());
        }
        network = NetworkDocument.network(SeedNetwork.SITES, publicKeys);
        push(network);
    }

    /** Gives every gateway that network part, all at once as an operator's tooling would. */
    public void push(ObjectNode changed) {
        try (var pushes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> pending = new ArrayList<>();
            gateways.forEach(gateway -> pending.add(pushes.submit(() -> gateway.apply(changed, keys.get(gateway.site().cluster())))));
            pending.forEach(Lab::join);
        }
    }

    private static void join(Future<?> push) {
        try {
            push.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while a configuration was pushed", e);
        } catch (ExecutionException e) {
            throw new CommandException(e.getCause().getMessage(), e.getCause());
        }
    }

    private void awaitRoles() {
        for (Site site : SeedNetwork.SITES) {
            GatewayControl active = gateway(site.gateways().getFirst().name()).control();
            GatewayControl standby = gateway(site.gateways().getLast().name()).control();
            Deadline.await(ROLES_TAKEN, "an active member of " + site.cluster() + " with its addresses and routes",
                    () -> active.holdsAll() && standby.role().equals("standby"),
                    () -> active.run("show", "cluster").text() + active.run("events").text());
        }
    }

    private void awaitTunnels() {
        List<GatewayProcess> active = SeedNetwork.SITES.stream().map(site -> gateway(site.gateways().getFirst().name())).toList();
        Deadline.await(TUNNELS_UP, "a tunnel between every two sites",
                () -> active.stream().allMatch(gateway -> allUp(gateway.control().peers())),
                () -> active.getFirst().control().peers().toString());
    }

    private static boolean allUp(JsonNode peers) {
        return peers.size() == SeedNetwork.SITES.size() - 1
                && StreamSupport.stream(peers.spliterator(), false).allMatch(peer -> peer.path("state").asString().equals("up"));
    }

    public Sandbox sandbox() {
        return sandbox;
    }

    /** The VPC that is the first site's local network. */
    public VpcControl vpc() {
        return vpc.control();
    }

    public Namespace fabric() {
        return fabric;
    }

    public List<GatewayProcess> gateways() {
        return List.copyOf(gateways);
    }

    public GatewayProcess gateway(String name) {
        return gateways.stream().filter(gateway -> gateway.gateway().name().equals(name)).findFirst().orElseThrow();
    }

    public HostProcess host(Host host) {
        return hosts.stream().filter(process -> process.host().equals(host)).findFirst().orElseThrow();
    }

    /** A copy of the network part that all gateways have, to be changed and applied. */
    public ObjectNode network() {
        return network.deepCopy();
    }
}
