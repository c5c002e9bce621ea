package io.sallyport.bench.it;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayControl;
import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import io.sallyport.bench.lab.vpc.VpcControl;
import io.sallyport.bench.lab.vpc.VpcProcess;
import io.sallyport.bench.lab.vpc.VpcSite;
import io.sallyport.bench.lab.vpc.fabric.Cut;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two real daemons as a cluster in a VPC in a box, and a site far away behind its internet gateway:
 *
 * <pre>
 *   a  192.168.10.11 ─┐          ┌─ host 192.168.10.15 = 10.100.100.15, echoes
 *                     ├─ the VPC ┤
 *   b  192.168.10.12 ─┘          └─ internet gateway ── wan0 198.51.100.9 [far] lan0 ── remote 172.16.10.15
 *      cluster IP 192.168.10.50
 * </pre>
 *
 * b has a second interface, {@code data0}, for tests that take one away: unlike the first one it can be detached, and heartbeats
 * and calls to EC2 do not need it.
 */
final class AwsPair implements AutoCloseable {

    static final String CLUSTER_IP = "192.168.10.50";
    static final String CLOUD_ROUTE = "10.100.0.0/16";
    static final String TABLE = "rtb-main";
    static final String HOST = "10.100.100.15";
    private static final String HOST_IN_VPC = "192.168.10.15";
    static final String REMOTE = "10.100.10.15";
    static final String SECOND = "data0";
    static final int PORT = 7_000;
    private static final int STATUS_PORT = 7_080;
    private static final String SUBNET = "subnet-1";
    /** A standby looks at the VPC once a minute. */
    private static final Duration SETTLES = Duration.ofSeconds(90);

    private final Sandbox sandbox = Sandbox.create(Sandbox.freshId("aws"));
    private final Namespace host = sandbox.namespace("host");
    private final Namespace remote = sandbox.namespace("remote");
    private final Namespace spare = sandbox.namespace("spare");
    private final Sallyportd a = new Sallyportd(sandbox, "a", sandbox.namespace("a"));
    private final Sallyportd b = new Sallyportd(sandbox, "b", sandbox.namespace("b"));
    private final Sallyportd far = new Sallyportd(sandbox, "far", sandbox.namespace("far"));
    private final Path secret = a.file("cluster.secret");
    private final EchoBackend echo;
    private final VpcControl vpc;

    AwsPair() {
        sandbox.guard();
        VpcProcess process = buildVpc();
        vpc = process.control();
        buildFarSite();
        echo = EchoBackend.in(host);
        GatewayControl.keygen(secret);
        Deadline.await(SETTLES, "the VPC", process::listening, () -> "");
        Stream.of(a, b, far).forEach(Sallyportd::launch);
        Stream.of(far, a, b).forEach(Sallyportd::awaitListening);
        far.apply(network().of("far", far.key()));
        Stream.of(a, b).forEach(this::configure);
        awaitSettled();
    }

    private VpcProcess buildVpc() {
        Stream.of(a, b).forEach(member -> member.namespace().forward());
        VpcSite site = new VpcSite(sandbox, "site", List.of("192.168.0.0/16")).subnet(SUBNET, "eu-central-1a", "192.168.10.0/24");
        site.attach(a.namespace(), "lan0", SUBNET, false, "192.168.10.11");
        site.attach(b.namespace(), "lan0", SUBNET, false, "192.168.10.12");
        site.attach(b.namespace(), SECOND, SUBNET, false, "192.168.10.13");
        site.attach(host, "eth0", SUBNET, true, HOST_IN_VPC);
        site.attach(spare, "eth0", SUBNET, true, "192.168.10.99");
        Stream.of(a.namespace(), b.namespace()).forEach(member -> site.defaultRoute(member, "lan0", SUBNET));
        site.defaultRoute(host, "eth0", SUBNET);
        site.uplink(far.namespace().link("wan0"), "198.51.100.254");
        site.routeTable(TABLE, List.of(), Map.of("0.0.0.0/0", VpcSite.INTERNET_GATEWAY));
        return site.start();
    }

    private void buildFarSite() {
        far.namespace().forward();
        far.namespace().link("wan0").address("198.51.100.9/24");
        far.namespace().route("192.168.0.0/16", "via", "198.51.100.254");
        Veth.between(far.namespace().link("lan0"), remote.link("eth0"));
        far.namespace().link("lan0").address("172.16.10.1/24");
        remote.link("eth0").address("172.16.10.15/24");
        remote.route(CLOUD_ROUTE, "via", "172.16.10.1");
    }

    private Draft network() {
        return Draft.ofPair(a.publicKey(), far.publicKey(), "192.168.10.11", "192.168.10.12");
    }

    /** The document of a member; both hold the cluster's key, which is a's. */
    ObjectNode member(Sallyportd gateway) {
        ObjectNode document = network().of(gateway.name(), a.key());
        Draft.lan(document, "lan0").put("clusterIp", CLUSTER_IP);
        Draft.connector(document, "echo", "tcp", "lan0", PORT, "echo");
        Draft.service(document, "echo", "tcp", HOST_IN_VPC, echo.port()).put("sourceInterface", "lan0").put("sourceFromClusterIp", true);
        ObjectNode cluster = Draft.cluster(document, "aws", secret).put("failbackHoldDown", 2).put("statusPort", STATUS_PORT);
        cluster.putArray("cloudRoutes").addObject().put("route", CLOUD_ROUTE);
        cluster.putObject("aws").put("region", VpcSite.REGION).put("ec2Endpoint", VpcProcess.ec2Endpoint())
                .put("attemptTimeout", 1_000).put("callTimeout", 2_000);
        return document;
    }

    void configure(Sallyportd member) {
        member.apply(member(member));
    }

    /** Both members, with something else in their documents. */
    void configureBoth(Consumer<ObjectNode> change) {
        Stream.of(a, b).forEach(member -> apply(member, change));
    }

    void apply(Sallyportd member, Consumer<ObjectNode> change) {
        ObjectNode document = member(member);
        change.accept(document);
        member.apply(document);
    }

    /** What a load balancer is told: HTTP status and word. */
    String status(Sallyportd member) {
        return member.namespace().command("curl", "-s", "-m", "20", "-w", "%{http_code}", "http://127.0.0.1:" + STATUS_PORT + "/")
                .output().strip().lines().reduce((word, code) -> code + " " + word).orElse("");
    }

    /** At a cluster IP, by the connector there. */
    void awaitAnswer(String address) {
        await("the connector at " + address, () -> EchoedCall.answers(host, address, PORT));
    }

    /** By a connector on the cluster IP, and through the tunnel. */
    void awaitServed() {
        await("the connector at the cluster IP", () -> EchoedCall.answers(host, CLUSTER_IP, PORT));
        awaitRouted();
    }

    /** Through the tunnel, and back by the cloud route. */
    void awaitRouted() {
        await("an echo from the host at the far site", () -> Ping.run(remote, HOST, 1).all());
    }

    /** As at first, whatever a test did and however it ended; the preferred member takes the role back by itself. */
    void putBack() {
        vpc.clear();
        Stream.of(a, b).forEach(member -> {
            vpc.policy(VpcSite.instanceId(member.namespace()), VpcSite.policy());
            if (member.process().alive()) {
                member.process().signal("CONT");
            } else {
                member.start();
            }
            configure(member);
        });
        awaitSettled();
    }

    private void awaitSettled() {
        awaitActive(a, b);
        far.control().awaitTunnel("pair");
        awaitServed();
    }

    /** With its data interface under another name. */
    void configure(Sallyportd member, String interfaceName) {
        apply(member, document -> {
            ((ObjectNode) document.get("interfaces").get(0)).put("name", interfaceName);
            ((ObjectNode) document.get("connectors").get(0)).put("listenInterface", interfaceName);
            ((ObjectNode) document.get("services").get(0)).put("sourceInterface", interfaceName);
        });
    }

    /** One has all, at EC2 and at its operating system, and the other nothing. */
    void awaitActive(Sallyportd active, Sallyportd standby) {
        awaitRole(active, "active");
        awaitRole(standby, "standby");
        awaitHolds(active, CLUSTER_IP, CLOUD_ROUTE);
        await("no cluster IP at " + standby.name(), () -> !hasAddress(standby, CLUSTER_IP));
    }

    /** @param route a destination in the VPC's route table; empty: none */
    void awaitHolds(Sallyportd active, String address, String route) {
        awaitHolds(active, eni(active), address, route);
    }

    /** @param eni of the member that it is to be at */
    void awaitHolds(Sallyportd active, String eni, String address, String route) {
        await(address + " at " + eni, () -> vpc.holder(address).filter(eni::equals).isPresent());
        await(address + " at " + active.name(), () -> hasAddress(active, address));
        if (!route.isEmpty()) {
            awaitRoute(route, eni);
        }
    }

    void awaitRoute(String destination, String target) {
        await(destination + " to " + target, () -> target.equals(routeTarget(destination)));
    }

    /** Where the VPC's route table sends it; empty: nowhere. */
    String routeTarget(String destination) {
        return vpc.state().routeTable(TABLE).routes().stream().filter(route -> route.destination().toString().equals(destination))
                .map(Route::target).findFirst().orElse("");
    }

    void awaitRole(Sallyportd member, String role) {
        await(member.name() + " to be " + role, () -> member.control().role().equals(role));
    }

    void await(String what, BooleanSupplier done) {
        Deadline.await(SETTLES, what, done::getAsBoolean, () -> a.control().run("show", "cluster").text() + "\n--\n"
                + b.control().run("show", "cluster").text() + "\n--\n" + vpc.state().interfaces());
    }

    static boolean hasAddress(Sallyportd member, String address) {
        return member.namespace().addresses().contains(address);
    }

    static String eni(Sallyportd member) {
        return VpcSite.interfaceId(member.namespace(), "lan0");
    }

    /** Of b. */
    NetworkInterface second() {
        return vpc.state().networkInterface(VpcSite.interfaceId(b.namespace(), SECOND));
    }

    /** An instance that is neither member. */
    String spare() {
        return VpcSite.instanceId(spare);
    }

    static String instance(Sallyportd member) {
        return VpcSite.instanceId(member.namespace());
    }

    /** Between the members alone: EC2 and everyone else are reached. */
    void cutHeartbeats() {
        vpc.cut(new Cut(eni(a), eni(b)), new Cut(eni(b), eni(a)));
    }

    void cutFromEveryone(Sallyportd member) {
        vpc.cut(new Cut(Cut.ANYONE, eni(member)), new Cut(eni(member), Cut.ANYONE));
    }

    Sallyportd a() {
        return a;
    }

    Sallyportd b() {
        return b;
    }

    Namespace host() {
        return host;
    }

    Namespace remote() {
        return remote;
    }

    VpcControl vpc() {
        return vpc;
    }

    EchoBackend echo() {
        return echo;
    }

    @Override
    public void close() {
        echo.close();
        sandbox.close();
    }
}
