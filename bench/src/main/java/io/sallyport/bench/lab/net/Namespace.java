package io.sallyport.bench.lab.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One network namespace of a sandbox, known to iproute2 by its name. */
public final class Namespace implements AutoCloseable {

    /** Everything that the bench makes begins with it, so that nobody else's is ever touched. */
    public static final String PREFIX = "sp-";

    /**
     * What sockets use that ask for nothing else. A new namespace takes over the machine's own, and some machines have BBR there:
     * it paces every socket with a timer, unless a fair queue does it, and goes on doing so when the socket changes to another one later,
     * as iperf3's do. Reno needs no pacing, and is the one that the kernel lets every namespace choose (ip-sysctl(5),
     * {@code tcp_allowed_congestion_control}).
     */
    public static final String CONGESTION_CONTROL = "reno";

    private final String name;
    private final Ledger ledger;
    private final Path logs;

    Namespace(String name, Ledger ledger, Path logs) {
        if (!name.matches(PREFIX + "[a-z0-9-]+")) {
            throw new IllegalArgumentException("a lab's namespace begins with " + PREFIX + ", unlike '" + name + "'");
        }
        this.name = name;
        this.ledger = ledger;
        this.logs = logs;
    }

    void create() {
        ledger.namespace(name, () -> Command.of("ip", "netns", "add", name).output());
        // duplicate address detection would hold every IPv6 address back for a second (RFC 4862 §5.4)
        sysctl("net/ipv6/conf/default/accept_dad", "0");
        sysctl("net/ipv6/conf/all/accept_dad", "0");
        sysctl("net/ipv4/tcp_congestion_control", CONGESTION_CONTROL);
        loopback().up();
    }

    public String name() {
        return name;
    }

    public Link loopback() {
        return link("lo");
    }

    /** A device of this namespace, whether it exists yet or not. */
    public Link link(String device) {
        return new Link(this, device);
    }

    /** Runs {@code ip} on this namespace, such as {@code ip("route", "add", …)}; returns what it prints. */
    public String ip(String... arguments) {
        return Command.of(Stream.concat(Stream.of("ip", "-n", name), Stream.of(arguments)).toList()).output();
    }

    /** IPv4 addresses of all its devices, without their prefix lengths. */
    public List<String> addresses() {
        return ip("-o", "-4", "address", "show").lines().map(line -> line.split("\\s+")[3].split("/")[0]).toList();
    }

    /** A command to be run inside. */
    public Command command(String... arguments) {
        return Command.of(inside(List.of(arguments)));
    }

    /** Starts a process inside that goes on beside us; its log is {@code <label>.log} in the sandbox's log directory. */
    public Background start(String label, List<String> command, Map<String, String> environment) {
        return Background.start(ledger, label, logs.resolve(label + ".log"), inside(command), environment);
    }

    public Background start(String label, String... command) {
        return start(label, List.of(command), Map.of());
    }

    private List<String> inside(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name));
        whole.addAll(command);
        return whole;
    }

    /** @param key with slashes, since device names may hold dots: {@code net/ipv4/ip_forward} */
    public void sysctl(String key, String value) {
        command("tee", "/proc/sys/" + key).reading(value + "\n").output();
    }

    /** Lets the kernel forward between this namespace's devices, whichever way replies go. */
    public void forward() {
        sysctl("net/ipv4/ip_forward", "1");
        sysctl("net/ipv6/conf/all/forwarding", "1");
        // a packet from the TUN device and its way back may differ; ours is the anti-spoofing that counts
        sysctl("net/ipv4/conf/all/rp_filter", "0");
        sysctl("net/ipv4/conf/default/rp_filter", "0");
    }

    /** Adds a route, such as {@code route("10.100.0.0/16", "via", "192.168.10.1")}; the family follows the destination. */
    public void route(String destination, String... how) {
        List<String> arguments = new ArrayList<>(List.of(Link.family(destination), "route", "replace", destination));
        arguments.addAll(List.of(how));
        ip(arguments.toArray(String[]::new));
    }

    public boolean exists() {
        return exists(name);
    }

    static boolean exists(String name) {
        return present().contains(name);
    }

    /** Names of all namespaces that iproute2 knows, whoever made them. */
    public static Set<String> present() {
        // a line is "name" or "name (id: 3)"
        return Command.of("ip", "netns", "list").output().lines()
                .map(line -> line.split(" ")[0])
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Processes whose network is this namespace, ours or a user's who went in with {@code ip netns exec}. */
    public static List<ProcessRef> processes(String name) {
        Command.Result pids = Command.of("ip", "netns", "pids", name).run();
        return pids.stdout().lines().map(String::strip).map(Long::valueOf)
                .flatMap(pid -> ProcessRef.of(pid).stream())
                .toList();
    }

    /** Ends what runs inside and removes the namespace; its links go with it. No error when it is gone already. */
    @Override
    public void close() {
        remove(name);
    }

    static void remove(String name) {
        ProcessRef.stopAll(processes(name));
        Command.Result deleted = Command.of("ip", "netns", "delete", name).run();
        if (!deleted.ok() && exists(name)) {
            throw new CommandException("namespace " + name + " cannot be removed: " + deleted.text());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
