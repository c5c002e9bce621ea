package io.sallyport.dataplane.cases;

import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.AccessRule;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Dscp;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A forwarding plan out of the configuration lines of a case. */
final class PlanText {

    private final List<Route> routes = new ArrayList<>();
    private final List<NatRow> natRows = new ArrayList<>();
    private final List<IpPrefix> local = new ArrayList<>();
    private final List<IpAddress> own = new ArrayList<>();
    private final List<AccessRule> rules = new ArrayList<>();
    private ForwardingOptions options = ForwardingOptions.DEFAULT;

    void statement(String[] words) {
        switch (words[0]) {
            case "nat" -> natRows.add(TestGateway.row(words[1], words[2]));
            case "route" -> routes.add(TestGateway.route(words[1], Integer.parseInt(words[3]), Integer.parseInt(words[5])));
            case "local" -> local.add(IpPrefix.parse(words[1]));
            case "own" -> own.add(IpAddress.parse(words[1]));
            case "rule" -> rules.add(rule(words));
            case "option" -> option(words[1], words[2]);
            default -> throw new IllegalArgumentException("unknown statement " + words[0]);
        }
    }

    /** {@code rule reject tcp any 10.100.10.15 22,53} */
    private static AccessRule rule(String[] words) {
        int[] ports = words.length < 6 ? new int[0] : Arrays.stream(words[5].split(","))
                .flatMapToInt(port -> Arrays.stream(new int[] {Integer.parseInt(port), Integer.parseInt(port)}))
                .toArray();
        return TestGateway.rule(Action.valueOf(words[1].toUpperCase(Locale.ROOT)),
                Protocol.valueOf(words[2].toUpperCase(Locale.ROOT)), words[3], words[4], ports);
    }

    private void option(String name, String value) {
        boolean on = value.equals("on");
        options = switch (name) {
            case "mssClamp" -> new ForwardingOptions(on, options.diagnosticIcmp(), options.icmpPerSecond(), options.dscp());
            case "diagnosticIcmp" -> new ForwardingOptions(options.mssClamp(), on, options.icmpPerSecond(), options.dscp());
            case "icmpPerSecond" -> new ForwardingOptions(
                    options.mssClamp(), options.diagnosticIcmp(), Integer.parseInt(value), options.dscp());
            case "dscp" -> new ForwardingOptions(
                    options.mssClamp(), options.diagnosticIcmp(), options.icmpPerSecond(), new Dscp(Integer.parseInt(value)));
            default -> throw new IllegalArgumentException("unknown option " + name);
        };
    }

    ForwardingPlan toPlan(int peerCount) {
        return new ForwardingPlan(routes, natRows, local, own, rules.isEmpty() ? Optional.empty() : Optional.of(rules), options,
                peerCount);
    }
}
