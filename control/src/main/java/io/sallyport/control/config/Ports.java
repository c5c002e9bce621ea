package io.sallyport.control.config;

import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A list of ports and ranges, such as {@code 22,443,8000-8100}. */
public record Ports(List<PortRange> ranges) {

    private static final int MAX_PORT = 65_535;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    public Ports {
        ranges = List.copyOf(ranges);
    }

    /** @throws IllegalArgumentException naming the part that is not a port or a range */
    public static Ports parse(String text) {
        List<PortRange> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches()) {
                throw new IllegalArgumentException(
                        "'" + part.strip() + "' is not a port or a range; write ports such as 22,443,8000-8100");
            }
            int from = port(range.group(1));
            int to = range.group(2) == null ? from : port(range.group(2));
            if (to < from) {
                throw new IllegalArgumentException("the range " + part.strip() + " runs backwards; write " + to + "-" + from);
            }
            ranges.add(new PortRange(from, to));
        }
        return new Ports(ranges);
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + digits + " is not in 1–" + MAX_PORT);
        }
        return port;
    }

    @Override
    public String toString() {
        return ranges.stream()
                .map(range -> range.from() == range.to() ? String.valueOf(range.from()) : range.from() + "-" + range.to())
                .collect(Collectors.joining(","));
    }
}
