package io.sallyport.bench.peers.failover;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A pair in a VPC, and a site far away that it has a tunnel to:
 *
 * <pre>
 *  host 10.0.1.15 ────────┐                ┌─ lan0 10.0.1.11 [a] wan0 10.0.3.11 ─┐
 *    by the route table   ├── VPC (lan) ───┤                                     ├─ VPC (wan) ─ internet ─ [far] ─ remote
 *  neighbor 10.0.1.16 ────┘  cluster IP    └─ lan0 10.0.1.12 [b] wan0 10.0.3.12 ─┘          198.51.100.9      172.16.10.15
 *    by the cluster IP       10.0.1.50                                                                      = 10.100.10.15
 * </pre>
 */
final class PairLab implements AutoCloseable {

    static final String VIRTUAL = "10.100.0.0/16";
    static final String CLUSTER_IP = "10.0.1.50";
    static final String HEARTBEAT_A = "10.0.1.11";
    static final String HEARTBEAT_B = "10.0.1.12";
    static final String PUBLIC_A = "10.0.3.11";
    static final String PUBLIC_B = "10.0.3.12";
    static final String FAR_PUBLIC = "198.51.100.9";
    static final String HOST = "10.0.1.15";
    static final String NEIGHBOR = "10.0.1.16";
    static final String REMOTE = "10.100.10.15";
    static final String LAN_DEVICE = "lan0";
    static final String WAN_DEVICE = "wan0";
    static final int CONNECTOR = 7_000;
    private static final String MAIN_TABLE = "rtb-main";
    private static final String LAN = "subnet-lan";
    private static final String WAN = "subnet-wan";
    private static final String INTERNET_ROUTER = "198.51.100.254";
    private static final Duration SETTLES = Duration.ofSeconds(90);

    private final Sandbox sandbox;
    private final Sallyportd a;
    private final Sallyportd b;
    private final Sallyportd far;
    private final Namespace host;
    private final Namespace neighbor;
    private final VpcProcess vpc;
    private final Echo backend;
    private final Echo remote;

    /**
     * @param cloudRoutes that the pair holds, beside the virtual network
     * @param tables      how many route tables beside the main one they are in; 0: in the main one
     */
    PairLab(Sandbox sandbox, List<String> jvmOptions, List<String> cloudRoutes, int tables) {
        this.sandbox = sandbox;
        a = member("a", jvmOptions);
        b = member("b", jvmOptions);
        far = member(PairDocument.FAR, jvmOptions);
        host = sandbox.namespace("host");
        neighbor = sandbox.namespace("neighbor");
        Namespace behind = sandbox.namespace("remote");
        vpc = build(tables);
        Veth.between(far.namespace().link(LAN_DEVICE), behind.link("eth0"));
        far.namespace().link(LAN_DEVICE).address("172.16.10.1/24");
        behind.link("eth0").address("172.16.10.15/24");
        behind.route(VIRTUAL, "via", "172.16.10.1");
        backend = new Echo(neighbor);
        remote = new Echo(behind);
        List<String> tableIds = IntStream.range(0, tables).mapToObj(PairLab::table).toList();
        start(Stream.concat(tables == 0 ? Stream.of(VIRTUAL) : Stream.of(), cloudRoutes.stream()).toList(), tableIds);
    }

    private Sallyportd member(String name, List<String> jvmOptions) {
        return new Sallyportd(sandbox, name, sandbox.namespace(name), jvmOptions);
    }

    private static String table(int number) {
        return "rtb-%08x".formatted(number); // the form that the configuration asks for
    }

    private VpcProcess build(int tables) {
        Stream.of(a, b, far).forEach(member -> member.namespace().forward());
        VpcSite site = new VpcSite(sandbox, "site", List.of("10.0.0.0/16"))
                .subnet(LAN, "eu-central-1a", "10.0.1.0/24").subnet(WAN, "eu-central-1a", "10.0.3.0/24");
        String eni = site.attach(a.namespace(), LAN_DEVICE, LAN, false, HEARTBEAT_A);
        site.attach(b.namespace(), LAN_DEVICE, LAN, false, HEARTBEAT_B);
        site.attach(a.namespace(), WAN_DEVICE, WAN, true, PUBLIC_A);
        site.attach(b.namespace(), WAN_DEVICE, WAN, true, PUBLIC_B);
        Stream.of(a, b).forEach(member -> member.namespace().route(FAR_PUBLIC + "/32", "via", "10.0.3.1"));
        site.attach(host, "eth0", LAN, true, HOST);
        site.attach(neighbor, "eth0", LAN, true, NEIGHBOR);
        site.defaultRoute(host, "eth0", LAN);
        neighbor.route(VIRTUAL, "via", CLUSTER_IP);
        site.uplink(far.namespace().link(WAN_DEVICE), INTERNET_ROUTER);
        far.namespace().link(WAN_DEVICE).address(FAR_PUBLIC + "/24");
        far.namespace().route("10.0.0.0/16", "via", INTERNET_ROUTER);
        Map<String, String> main = new LinkedHashMap<>(Map.of("0.0.0.0/0", VpcSite.INTERNET_GATEWAY));
        if (tables == 0) {
            main.put(VIRTUAL, eni);
        }
        site.routeTable(MAIN_TABLE, List.of(), main);
        for (int i = 0; i < tables; i++) {
            String subnet = "subnet-" + i;
            site.subnet(subnet, "eu-central-1a", "10.0.%d.0/24".formatted(100 + i));
            site.routeTable(table(i), List.of(subnet), Map.of());
        }
        VpcProcess process = site.start();
        Deadline.await(SETTLES, "the VPC to answer", process::listening, () -> "");
        return process;
    }

    private void start(List<String> routes, List<String> tables) {
        Path secret = sandbox.directory().resolve("cluster.secret");
        GatewayControl.keygen(secret);
        PairDocument document = new PairDocument(a.publicKey(), far.publicKey(), secret, routes, tables);
        Stream.of(far, a, b).forEach(PairLab::launch);
        Stream.of(far, a, b).forEach(Sallyportd::awaitListening);
        far.apply(document.far(far.key()));
        Stream.of(a, b).forEach(member -> member.apply(document.member(member.name(), a.key())));
        awaitRoles(a, b);
    }

    /** The SDK gives the metadata service one second by default, which a machine that starts several JVMs may miss. */
    static void launch(Sallyportd member) {
        member.launch("env", "AWS_METADATA_SERVICE_TIMEOUT=10");
    }

    /** Returns when they are what they should be, the cluster's tunnel is up, and the standby hears its partner. */
    void awaitRoles(Sallyportd active, Sallyportd standby) {
        Deadline.await(SETTLES, active.name() + " to be active with everything, " + standby.name() + " to be standby, a tunnel to be up",
                () -> active.control().holdsAll() && hearsItsPartner(standby.control()) && far.control().tunnelUp(PairDocument.CLUSTER),
                () -> Stream.of(active, standby, far).map(PairLab::story).collect(Collectors.joining("\n--\n")));
    }

    private static boolean hearsItsPartner(GatewayControl standby) {
        return standby.role().equals("standby")
                && standby.cluster().filter(cluster -> cluster.path("link").asString("").equals("both")).isPresent();
    }

    /** For the message of what did not happen. */
    static String story(Sallyportd member) {
        return member.name() + ": " + member.control().run("show", "cluster").text() + "\n" + member.process().logTail();
    }

    Sallyportd a() {
        return a;
    }

    Sallyportd b() {
        return b;
    }

    VpcControl vpc() {
        return vpc.control();
    }

    Namespace host() {
        return host;
    }

    Namespace neighbor() {
        return neighbor;
    }

    /** The id of a member's ENI in the LAN. */
    static String eni(Sallyportd member) {
        return VpcSite.interfaceId(member.namespace(), LAN_DEVICE);
    }

    /** Nothing reaches the member and nothing leaves it. */
    void isolate(Sallyportd member) {
        vpc().cut(Stream.of(LAN_DEVICE, WAN_DEVICE).map(device -> VpcSite.interfaceId(member.namespace(), device))
                .flatMap(eni -> Stream.of(new Cut(eni, Cut.ANYONE), new Cut(Cut.ANYONE, eni))).toArray(Cut[]::new));
    }

    @Override
    public void close() {
        backend.close();
        remote.close();
    }
}
