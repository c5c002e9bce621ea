package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The parameters of one call. Lists are flattened and singular: {@code PrivateIpAddress.1}, {@code Filter.2.Value.1}.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html">Query requests</a>
 */
public record QueryRequest(SequencedMap<String, String> parameters) {

    private static final String ACTION = "Action";
    private static final String VERSION = "Version";

    /** Reads {@code application/x-www-form-urlencoded}. */
    public static QueryRequest parse(String form) {
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return new QueryRequest(parameters);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    public String action() {
        return optional(ACTION).orElseThrow(() -> Ec2Refusal.of("MissingAction", "The request is missing an Action parameter"));
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    public String required(String name) {
        return optional(name).orElseThrow(() ->
                Ec2Refusal.of("MissingParameter", "The request must contain the parameter " + name));
    }

    public boolean flag(String name) {
        return optional(name).filter("true"::equals).isPresent();
    }

    /** {@code name.1}, {@code name.2} and so on. */
    public List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (int i = 1; parameters.containsKey(name + "." + i); i++) {
            values.add(parameters.get(name + "." + i));
        }
        return values;
    }

    public List<IpAddress> addresses(String name) {
        return list(name).stream().map(text -> parsed(name, text, IpAddress::parse)).toList();
    }

    public List<IpPrefix> prefixes(String name) {
        return list(name).stream().map(text -> parsed(name, text, IpPrefix::parse)).toList();
    }

    public IpPrefix prefix(String name) {
        return parsed(name, required(name), IpPrefix::parse);
    }

    private static <T> T parsed(String name, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw Ec2Refusal.invalidValue("Value (" + text + ") for parameter " + name + " is invalid. " + e.getMessage());
        }
    }

    /** Names of filters, each with the values of which one must fit. */
    public Map<String, List<String>> filters() {
        Map<String, List<String>> filters = new LinkedHashMap<>();
        for (int i = 1; parameters.containsKey("Filter." + i + ".Name"); i++) {
            filters.put(parameters.get("Filter." + i + ".Name"), list("Filter." + i + ".Value"));
        }
        return filters;
    }

    /** What was asked, for the record of calls. */
    String summary() {
        return parameters.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(ACTION) && !entry.getKey().equals(VERSION))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
