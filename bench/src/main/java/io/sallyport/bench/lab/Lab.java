package io.sallyport.bench.lab;

import io.sallyport.bench.lab.Site.Gateway;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
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

    private static final Duration DAEMON_START = Duration.ofSeconds(40);
    private static final Duration TUNNELS_UP = Duration.ofSeconds(30);

    private final Sandbox sandbox;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<HostProcess> hosts = new ArrayList<>();
    private Namespace fabric;
    private ObjectNode network;

    private Lab(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** Builds and starts everything; when it returns, every gateway has a tunnel to every other. */
    public static Lab build(Sandbox sandbox, Console console) {
        Lab lab = new Lab(sandbox);
        console.step("namespaces, cables and addresses of " + SeedNetwork.SITES.size() + " sites", lab::buildNetworks);
        console.step("a sallyportd in every gateway, an agent in every host", lab::startProcesses);
        console.step("configuration pushed over every control socket", lab::configure);
        console.step("encrypted tunnels between all sites", lab::awaitTunnels);
        sandbox.ledger().note(PHASE, UP);
        return lab;
    }

    private void buildNetworks() {
        Fabric underlay = new Fabric(sandbox);
        fabric = underlay.namespace();
        for (Site site : SeedNetwork.SITES) {
            Lan lan = new Lan(sandbox, site);
            for (Gateway gateway : site.gateways()) {
                Namespace namespace = sandbox.namespace(gateway.namespace());
                namespace.forward();
                underlay.attach(gateway, namespace);
                lan.attach(gateway, namespace);
                gateways.add(new GatewayProcess(sandbox, site, gateway, namespace));
            }
            for (Host host : site.hosts()) {
                Namespace namespace = sandbox.namespace(host.namespace());
                lan.attach(host, namespace);
                hosts.add(new HostProcess(sandbox, site, host, namespace));
            }
        }
    }

    private void startProcesses() {
        gateways.forEach(gateway -> gateway.start(gateway == gateways.getFirst()));
        Deadline.await(DAEMON_START, "listening daemons and agents",
                () -> gateways.stream().allMatch(GatewayProcess::listening) && hosts.stream().allMatch(HostProcess::listening),
                () -> "look into " + sandbox.directory().resolve("log"));
    }

    private void configure() {
        Map<String, String> publicKeys = new HashMap<>();
        gateways.forEach(gateway -> publicKeys.put(gateway.site().cluster(), gateway.createKey()));
        network = NetworkDocument.network(SeedNetwork.SITES, publicKeys);
        push(network);
    }

    /** Gives every gateway that network part, all at once as an operator's tooling would. */
    public void push(ObjectNode changed) {
        try (var pushes = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> pending = new ArrayList<>();
            gateways.forEach(gateway -> pending.add(pushes.submit(() -> gateway.apply(changed))));
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

    private void awaitTunnels() {
        Deadline.await(TUNNELS_UP, "a tunnel between every two sites",
                () -> gateways.stream().allMatch(gateway -> allUp(gateway.control().peers())),
                () -> gateways.getFirst().control().peers().toString());
    }

    private static boolean allUp(JsonNode peers) {
        return peers.size() == SeedNetwork.SITES.size() - 1
                && StreamSupport.stream(peers.spliterator(), false).allMatch(peer -> peer.path("state").asString().equals("up"));
    }

    public Sandbox sandbox() {
        return sandbox;
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

    public List<HostProcess> hosts() {
        return List.copyOf(hosts);
    }

    /** A copy of the network part that all gateways have, to be changed and applied. */
    public ObjectNode network() {
        return network.deepCopy();
    }
}
