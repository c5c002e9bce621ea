package io.sallyport.bench.peers;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.LabCommand;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Requirements;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.peers.failover.FailoverContest;
import io.sallyport.bench.peers.failover.Fault;
import io.sallyport.bench.peers.failover.RouteMove;
import io.sallyport.bench.peers.path.Contender;
import io.sallyport.bench.peers.path.Haproxy;
import io.sallyport.bench.peers.path.KernelDnat;
import io.sallyport.bench.peers.path.KernelForwarding;
import io.sallyport.bench.peers.path.KernelRouter;
import io.sallyport.bench.peers.path.NginxStream;
import io.sallyport.bench.peers.path.SallyportGateways;
import io.sallyport.bench.peers.path.SallyportProxy;
import io.sallyport.bench.peers.path.TunWorker;
import io.sallyport.bench.peers.path.WireguardGo;
import io.sallyport.bench.peers.report.Machine;
import io.sallyport.bench.peers.report.Metric;
import io.sallyport.bench.peers.report.Report;
import io.sallyport.bench.peers.report.RunLog;
import io.sallyport.bench.peers.report.Scenario;
import io.sallyport.bench.peers.report.Scenario.Contenders;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport bench}: measures whole paths beside other gateways, in one run, and renders the report. */
@Command(name = "bench", description = "Measures whole paths beside the kernel, wireguard-go, haproxy, nginx and keepalived, and writes docs/performance.md.",
        subcommands = BenchCommand.ReportOnly.class)
public final class BenchCommand implements Callable<Integer> {

    /** Linux's own default; asked for by each stream, since {@link Namespace#CONGESTION_CONTROL} is what it would get. */
    static final String CONGESTION_CONTROL = "cubic";
    private static final Map<String, String> PROGRAMS = Map.of("iperf3", "iperf3", "nft", "nftables",
            "wg", "wireguard-tools", "haproxy", "haproxy", "nginx", "nginx-light libnginx-mod-stream", "wrk", "wrk", "keepalived", "keepalived");
    private static final Path HOME = Path.of(System.getProperty("sallyport.home", "."));

    @Option(names = "--scenario", paramLabel = "NAME", defaultValue = "tunnel,tun-nat,proxy", split = ",",
            description = "Of tunnel, tun-nat, proxy, failover (default: ${DEFAULT-VALUE}; failover alone takes half an hour).")
    List<String> scenarios;

    @Option(names = "--contender", paramLabel = "NAME", split = ",", description = "Only these (default: all of the scenario); of failover: sallyport, keepalived, routes.")
    Set<String> only;

    @Option(names = "--metric", paramLabel = "NAME", split = ",",
            defaultValue = "TCP,TCP8,REQUESTS,CONNECTIONS,UDP64,UDP1200,RTT_P50,RTT_P99", description = "Which of: ${COMPLETION-CANDIDATES}.")
    List<Metric> metrics;

    @Option(names = "--repetitions", paramLabel = "N", defaultValue = "5",
            description = "Turns of each contender (default: ${DEFAULT-VALUE}).")
    int repetitions;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "4",
            description = "Length of a TCP turn (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(names = "--fault", paramLabel = "NAME", split = ",", defaultValue = "KILLED,FROZEN,CUT,GRACEFUL",
            description = "What befalls the active member in scenario failover: ${COMPLETION-CANDIDATES}.")
    List<Fault> faults;

    @Option(names = "--ec2-answers", paramLabel = "MS", split = ",", defaultValue = "0,250,1000",
            description = "How long EC2 takes for a call in scenario failover (default: ${DEFAULT-VALUE} ms).")
    List<Long> ec2Answers;

    @Option(names = "--wireguard-go", paramLabel = "PATH", defaultValue = "/usr/bin/wireguard-go",
            description = "The wireguard-go to measure against; unpack the one of Debian backports with dpkg -x.")
    Path wireguardGo;

    @Option(names = "--raw", paramLabel = "DIR", description = "Where raw data go (default: docs/performance of the source tree).")
    Path raw;

    @Option(names = "--condition", paramLabel = "KEY=VALUE",
            description = "Something else that readers of the figures must know, such as priority=\"nice -10\".")
    Map<String, String> moreConditions = Map.of();

    /** {@code sallyport bench report}. */
    @Command(name = "report", description = "Renders docs/performance.md again from the raw data, measuring nothing.")
    static final class ReportOnly implements Callable<Integer> {

        @Override
        public Integer call() {
            Report.write(HOME.resolve("docs"));
            return 0;
        }
    }

    @Override
    public Integer call() {
        Optional<String> missing = Requirements.missing(PROGRAMS);
        if (missing.isPresent()) {
            System.err.println(missing.get());
            return LabCommand.UNAVAILABLE;
        }
        Console console = Console.standard();
        Pace pace = Pace.of(repetitions, seconds);
        RunLog log = RunLog.create(raw == null ? HOME.resolve("docs/performance") : raw, conditions(pace));
        for (String label : scenarios) {
            measure(Scenario.ofLabel(label), pace, log, console);
        }
        console.heading("Raw data: " + log.file());
        if (raw == null) {
            Report.write(HOME.resolve("docs"));
        }
        return 0;
    }

    private void measure(Scenario scenario, Pace pace, RunLog log, Console console) {
        console.heading("Scenario " + scenario.label());
        if (scenario == Scenario.FAILOVER) {
            failover(log, console);
            return;
        }
        try (Sandbox sandbox = Sandbox.create(Sandbox.freshId("bench"));
                Contest contest = new Contest(scenario, pace, log, console)) {
            sandbox.guard();
            contest.admit(contenders(scenario), sandbox);
            contest.run(metrics);
        }
    }

    private void failover(RunLog log, Console console) {
        FailoverContest contest = new FailoverContest(log, console, repetitions);
        if (admits("sallyport")) {
            contest.sallyport(faults, ec2Answers.stream().map(Duration::ofMillis).toList(), daemonOptions());
        }
        if (admits("keepalived")) {
            contest.keepalived(faults);
        }
        if (admits("routes")) {
            RouteMove.measure(log, console, daemonOptions());
        }
    }

    private boolean admits(String name) {
        return only == null || only.contains(name);
    }

    private List<Contender> contenders(Scenario scenario) {
        List<Contender> all = switch (scenario) {
            case TUNNEL -> List.of(
                    new KernelForwarding(Contenders.KERNEL),
                    new WireguardGo(Contenders.WIREGUARD_GO, wireguardGo),
                    new SallyportGateways(Contenders.CHACHA, "chacha20-poly1305", daemonOptions()),
                    new SallyportGateways(Contenders.AES, "aes-256-gcm", daemonOptions()));
            case TUN_NAT -> List.of(
                    new KernelRouter(Contenders.KERNEL),
                    new TunWorker(Contenders.TUN_WORKER, daemonOptions()));
            case PROXY -> List.of(
                    new KernelDnat(Contenders.KERNEL),
                    new Haproxy(Contenders.HAPROXY, 1),
                    new Haproxy(Contenders.HAPROXY_2, 2),
                    new NginxStream(Contenders.NGINX, 1),
                    new SallyportProxy(Contenders.PROXY, "epoll", daemonOptions()),
                    new SallyportProxy(Contenders.PROXY_IO_URING, "io_uring", daemonOptions()));
            case FAILOVER -> throw new IllegalArgumentException("a failover has faults in place of contenders");
        };
        return all.stream().filter(contender -> admits(contender.name())).toList();
    }

    private static List<String> daemonOptions() {
        return List.of("@" + HOME.resolve("control/sallyportd.options"), "-Dsallyport.home=" + HOME);
    }

    private SequencedMap<String, String> conditions(Pace pace) {
        SequencedMap<String, String> conditions = Machine.describe(HOME);
        conditions.put("mtu", "1500");
        conditions.put("offloads", "veth defaults of this kernel: checksum, TSO, GSO, UDP segmentation");
        conditions.put("repetitions", Integer.toString(pace.repetitions()));
        conditions.put("streamSeconds", Long.toString(pace.stream().toSeconds()));
        conditions.put("congestionControlOfNamespaces", Namespace.CONGESTION_CONTROL);
        conditions.put("congestionControlAsked", CONGESTION_CONTROL);
        conditions.put("udpPayloadBytes", Instruments.SHORT + ", " + Instruments.LONG);
        conditions.put("udpTrialSeconds", Long.toString(pace.flood().toSeconds()));
        conditions.put("pinning", "none");
        conditions.putAll(moreConditions);
        return conditions;
    }
}
