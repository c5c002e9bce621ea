package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Console;
import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.GatewayProcess;
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
    private final Instant start = Instant.now();
    private final long startNs = System.nanoTime();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
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
        timeline.news();
        timeline.thread.start();
        return timeline;
    }

    Instant start() {
        return start;
    }

    /** Something that was done from outside. */
    void tell(String what) {
        console.line(new Line((System.nanoTime() - startNs) / 1e9, "demo", what).text());
    }

    private void run() {
        while (!over) {
            Deadline.pause(LOOK_AGAIN);
            show();
        }
    }

    private synchronized void show() {
        news().stream().sorted(Comparator.comparingDouble(Line::second)).forEach(line -> console.line(line.text()));
    }

    private synchronized List<Line> news() {
        List<Line> lines = new ArrayList<>();
        members.forEach(member -> events(member, lines));
        for (Call call : vpc.calls(nextCall)) {
            nextCall = call.number() + 1;
            if (!call.action().startsWith("Describe")) { // reads are too many to tell
                lines.add(new Line((call.atNs() - startNs) / 1e9, "EC2", told(call)));
            }
        }
        return lines;
    }

    private void events(GatewayProcess member, List<Line> lines) {
        String name = member.gateway().name();
        if (!member.daemon().alive()) {
            shown.put(name, 0L);
            return;
        }
        member.control().answer("events", "--json", "--after", shown.getOrDefault(name, 0L).toString()).ifPresent(answer -> {
            for (JsonNode event : answer.path("events")) {
                shown.put(name, event.path("id").asLong());
                Duration at = Duration.between(start, Instant.parse(event.path("at").asString()));
                lines.add(new Line(at.toNanos() / 1e9, name, event.path("kind").asString() + ": " + event.path("message").asString()));
            }
        });
    }

    private static String told(Call call) {
        return "%s %s → %s, %d ms".formatted(call.action(), call.parameters(), call.outcome(), call.tookNs() / 1_000_000);
    }

    @Override
    public void close() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        show();
    }
}
