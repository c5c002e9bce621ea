package io.sallyport.bench.peers.failover;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.Sallyportd;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import io.sallyport.bench.peers.report.Metric;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Our pair, with EC2 as slow as asked while a fault lasts. */
final class SallyportPair implements Pair {

    /** A daemon that has just started warms the SDK up beside; one that stands by for hours has long done so. */
    private static final Duration WARM_UP = Duration.ofSeconds(2);

    private final PairLab lab;
    private Sallyportd active;
    private Sallyportd standby;
    private Fault fault;
    private Duration ec2Answers = Duration.ZERO;
    private long callsBefore;

    SallyportPair(Sandbox sandbox, List<String> jvmOptions) {
        lab = new PairLab(sandbox, jvmOptions, List.of(), 0);
        active = lab.a();
        standby = lab.b();
    }

    void ec2Answers(Duration after) {
        ec2Answers = after;
    }

    @Override
    public void settle() {
        lab.awaitRoles(active, standby);
        Deadline.pause(fault == Fault.KILLED || fault == null ? WARM_UP : Duration.ZERO);
        lab.vpc().answerAfter(ec2Answers);
        callsBefore = lab.vpc().nextCall();
    }

    @Override
    public Map<Metric, Probe> probes() {
        Map<Metric, Probe> probes = new EnumMap<>(Metric.class);
        probes.put(Metric.NEW_CONNECTIONS, new ConnectionProbe(lab.host(), PairLab.CLUSTER_IP, PairLab.CONNECTOR));
        probes.put(Metric.BY_ROUTE_TABLE, new DatagramProbe(lab.host(), PairLab.REMOTE, Echo.PORT));
        probes.put(Metric.BY_CLUSTER_IP, new DatagramProbe(lab.neighbor(), PairLab.REMOTE, Echo.PORT));
        return probes;
    }

    @Override
    public Optional<EchoFlow> flow() {
        return Optional.of(new EchoFlow(lab.host(), PairLab.REMOTE, Echo.PORT));
    }

    @Override
    public void inject(Fault now) {
        fault = now;
        switch (now) {
            case KILLED -> active.process().kill();
            case FROZEN -> active.process().signal("STOP");
            case CUT -> lab.isolate(active);
            case GRACEFUL -> {
                Command.Result answer = active.control().run("cluster", "relinquish");
                if (!answer.ok()) {
                    throw new CommandException("relinquish was refused: " + answer.text());
                }
            }
        }
    }

    @Override
    public boolean takenOver() {
        return standby.control().role().equals("active");
    }

    /** Every EC2 call since the fault, as {@code action@ms+ms outcome}; its clock is ours: one machine's. */
    @Override
    public Map<String, String> detail(long faultNs) {
        Map<String, String> detail = new TreeMap<>();
        detail.put("ec2AnswersMs", Long.toString(ec2Answers.toMillis()));
        detail.put("activated", standby.name());
        detail.put("ec2Calls", lab.vpc().calls(callsBefore).stream().filter(call -> call.atNs() - faultNs >= 0)
                .map(call -> text(call, faultNs)).collect(Collectors.joining(", ")));
        return detail;
    }

    private static String text(Call call, long faultNs) {
        return "%s@%d+%d %s".formatted(call.action(), (call.atNs() - faultNs) / 1_000_000, call.tookNs() / 1_000_000, call.outcome());
    }

    @Override
    public void repair() {
        lab.vpc().answerAfter(Duration.ZERO);
        switch (fault) {
            case KILLED -> {
                PairLab.launch(active);
                active.awaitListening();
            }
            case FROZEN -> active.process().signal("CONT");
            case CUT -> lab.vpc().cut();
            case GRACEFUL -> { }
        }
        Sallyportd before = active;
        active = standby;
        standby = before;
    }

    @Override
    public void close() {
        lab.close();
    }
}
