package io.sallyport.bench.demo;

import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.net.Namespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs of ping(8) from a host, and what they say. */
public final class Ping {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private Ping() {
    }

    /** @param text everything that ping wrote */
    public record Reply(int sent, int received, String text) {

        private static final Pattern COUNTS = Pattern.compile("(\\d+) packets transmitted, (\\d+)(?: packets)? received");
        private static final Pattern RTT = Pattern.compile("= [\\d.]+/([\\d.]+)/");
        private static final Pattern ANSWER = Pattern.compile("(?m)^\\[(\\d+\\.\\d+)] \\d+ bytes from");
        private static final Pattern MTU = Pattern.compile("mtu ?= ?(\\d+)");

        public static Reply parse(String text) {
            Matcher counts = COUNTS.matcher(text);
            return counts.find() ? new Reply(Integer.parseInt(counts.group(1)), Integer.parseInt(counts.group(2)), text)
                    : new Reply(0, 0, text);
        }

        public boolean all() {
            return sent > 0 && received == sent;
        }

        /** The longest time between two answers, of a ping with {@code -D}. */
        long longestGapMs() {
            double last = 0;
            double longest = 0;
            Matcher answers = ANSWER.matcher(text);
            while (answers.find()) {
                double at = Double.parseDouble(answers.group(1));
                longest = last == 0 ? longest : Math.max(longest, at - last);
                last = at;
            }
            return Math.round(longest * 1e3);
        }

        String averageRtt() {
            Matcher rtt = RTT.matcher(text);
            return rtt.find() ? rtt.group(1) + " ms" : "no round trip";
        }

        /** The MTU that the sender was told of. */
        OptionalInt mtu() {
            Matcher mtu = MTU.matcher(text);
            return mtu.find() ? OptionalInt.of(Integer.parseInt(mtu.group(1))) : OptionalInt.empty();
        }

        /** Who objected and how, or the last thing said. */
        public String complaint() {
            List<String> lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            return lines.stream().filter(line -> line.startsWith("From ") || line.contains("error")).findFirst()
                    .orElse(lines.isEmpty() ? "ping said nothing" : lines.getLast());
        }
    }

    /** @param options such as {@code -s 1472} */
    public static Reply run(Namespace from, String address, int count, String... options) {
        return Reply.parse(command(from, address, count, options).within(DEADLINE).run().text());
    }

    /** Pings every 10 ms until it is interrupted; its log is what {@link Reply#parse} reads. */
    static Background start(Namespace from, String label, String address) {
        return from.start(label, "ping", "-n", "-D", "-i", "0.01", address);
    }

    /** Ends what {@link #start} began; the longest time between two answers, in ms. */
    static long stop(Background ping) {
        ping.interrupt(DEADLINE);
        try {
            return Reply.parse(Files.readString(ping.log())).longestGapMs();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ping.log(), e);
        }
    }

    private static Command command(Namespace from, String address, int count, String... options) {
        List<String> arguments = new ArrayList<>(List.of("ping", "-n", "-c", Integer.toString(count), "-W", "2"));
        arguments.addAll(List.of(options));
        arguments.add(address);
        return from.command(arguments.toArray(String[]::new));
    }
}
