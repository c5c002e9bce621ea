package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayProcess;
import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Threads;
import io.sallyport.bench.lab.vpc.VpcControl;
import io.sallyport.bench.lab.vpc.ec2.CallLog.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What an operator would see, as it happens: both members' events and EC2's record of calls, each with its time. */
final class Timeline implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final Console console;
    private final List<GatewayProcess> members;
    private final VpcControl vpc;
    /** The last event of each member that was shown; a daemon that starts again counts from the beginning. */
    private final Map<String, Long> shown = new HashMap<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private final List<Line> pending = new ArrayList<>();
    private Instant start = Instant.now();
    private long startNs = System.nanoTime();
    private long nextCall;
    private volatile boolean over;

    private record Line(double second, String who, String what) {

        String text() {
            return String.format(Locale.ROOT, "    %+7.3f s  %-6s  %s", second, who, what);
        }
    }

    private Timeline(Console console, List<GatewayProcess> members, VpcControl vpc) {
        this.console = console;
        this.members = members;
        this.vpc = vpc;
    }

    /** Begins now; what was before is not told. */
    static Timeline start(Console console, List<GatewayProcess> members, VpcControl vpc) {
        Timeline timeline = new Timeline(console, members, vpc);
        timeline.look();
        timeline.pending.clear();
        timeline.start = Instant.now();
        timeline.startNs = System.nanoTime();
        timeline.thread.start();
        return timeline;
    }

    Instant start() {
        return start;
    }

    /** Something that was done from outside. */
    synchronized void tell(String what) {
        pending.add(new Line(nowSeconds(), "demo", what));
    }

    private double nowSeconds() {
        return (System.nanoTime() - startNs) / 1e9;
    }

    private void run() {
        try {
            while (!over) {
                Deadline.pause(LOOK_AGAIN);
                double before = nowSeconds();
                look();
                show(before);
            }
        } catch (CommandException e) {
            // the lab is being removed, as after Ctrl-C: whoever waits for the scene is told
        }
    }

    /** What came before all were looked at is complete, and in order. */
    private synchronized void show(double before) {
        pending.sort(Comparator.comparingDouble(Line::second));
        while (!pending.isEmpty() && pending.getFirst().second < before) {
            console.line(pending.removeFirst().text());
        }
    }

    private synchronized void look() {
        members.forEach(this::events);
        for (Call call : vpc.calls(nextCall)) {
            nextCall = call.number() + 1;
            if (!call.action().startsWith("Describe")) { // reads are too many to tell
                pending.add(new Line((call.atNs() + call.tookNs() - startNs) / 1e9, "EC2", told(call)));
            }
        }
    }

    private void events(GatewayProcess member) {
        String name = member.gateway().name();
        if (!member.daemon().process().alive()) {
            shown.put(name, 0L);
            return;
        }
        member.control().answer("events", "--json", "--after", shown.getOrDefault(name, 0L).toString()).ifPresent(answer -> {
            for (JsonNode event : answer.path("events")) {
                shown.put(name, event.path("id").asLong());
                Duration at = Duration.between(start, Instant.parse(event.path("at").asString()));
                pending.add(new Line(at.toNanos() / 1e9, name, event.path("kind").asString() + ": " + event.path("message").asString()));
            }
        });
    }

    private static String told(Call call) {
        return "%s %s → %s after %d ms".formatted(call.action(), call.parameters(), call.outcome(), call.tookNs() / 1_000_000);
    }

    @Override
    public void close() {
        over = true;
        Threads.join(thread);
        look();
        show(Double.MAX_VALUE);
    }
}
