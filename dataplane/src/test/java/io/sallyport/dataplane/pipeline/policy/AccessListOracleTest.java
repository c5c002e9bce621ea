package io.sallyport.dataplane.pipeline.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.pipeline.Flow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.AccessRule;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bit vectors against the obvious: go through the rules, one by one, as their description says. */
class AccessListOracleTest {

    private static final long SEED = Long.getLong("sallyport.seed", System.nanoTime());
    private static final int[] PROTOCOLS = {1, 6, 6, 17, 17, 58, 50};

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 31, 32, 33, 64, 300})
    void agreesWithTheNaiveOracle(int count) {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED + count);
        for (int round = 0; round < 20; round++) {
            List<AccessRule> rules = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                rules.add(randomRule(random, i));
            }
            AccessList list = AccessList.compile(rules);
            for (int i = 0; i < 500; i++) {
                Flow flow = randomFlow(random);
                Action decided = list.decide(
                        flow, flow.sourceHigh, flow.sourceLow, flow.destinationHigh, flow.destinationLow);
                assertThat(decided).as("%s of seed %d", describe(flow), SEED).isEqualTo(naive(rules, flow));
            }
        }
    }

    private static Action naive(List<AccessRule> rules, Flow flow) {
        IpAddress source = new IpAddress(flow.v6, flow.sourceHigh, flow.sourceLow);
        IpAddress destination = new IpAddress(flow.v6, flow.destinationHigh, flow.destinationLow);
        for (AccessRule rule : rules) {
            if (matches(rule, source, destination, flow, flow.destinationPort)) {
                return rule.action();
            }
            if (rule.action() == Action.ALLOW && !opens(flow) && matches(rule, destination, source, flow, flow.sourcePort)) {
                return Action.ALLOW;
            }
        }
        return Action.DROP;
    }

    private static boolean matches(AccessRule rule, IpAddress from, IpAddress to, Flow flow, int port) {
        boolean icmp = flow.protocol == (flow.v6 ? 58 : 1);
        boolean protocol = switch (rule.protocol()) {
            case ANY -> true;
            case TCP -> flow.protocol == 6;
            case UDP -> flow.protocol == 17;
            case ICMP -> icmp;
        };
        return protocol && rule.source().map(prefix -> prefix.contains(from)).orElse(true)
                && rule.dest().map(prefix -> prefix.contains(to)).orElse(true) && matchesPort(rule, flow, port);
    }

    private static boolean matchesPort(AccessRule rule, Flow flow, int port) {
        if (rule.ports().isEmpty()) {
            return true;
        }
        if (flow.protocol != 6 && flow.protocol != 17) {
            return false;
        }
        if (port == Flow.NO_PORT) {
            return rule.action() == Action.ALLOW;
        }
        return rule.ports().stream().anyMatch(range -> range.from() <= port && port <= range.to());
    }

    private static boolean opens(Flow flow) {
        if (flow.protocol == 6) {
            return (flow.tcpFlags & 0x12) == 0x02;
        }
        boolean icmp = flow.protocol == (flow.v6 ? 58 : 1);
        boolean reply = flow.v6 ? flow.icmpType == 129
                : flow.icmpType == 0 || flow.icmpType == 14 || flow.icmpType == 16 || flow.icmpType == 18;
        return icmp && !reply && flow.icmpType != -1;
    }

    private static AccessRule randomRule(Random random, int line) {
        boolean v6 = random.nextBoolean();
        List<PortRange> ports = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int from = random.nextInt(12);
            ports.add(random.nextInt(10) == 0 ? new PortRange(65_530, 65_535) : new PortRange(from, from + random.nextInt(4)));
        }
        return new AccessRule(line, Action.values()[random.nextInt(3)], Protocol.values()[random.nextInt(4)],
                randomPrefix(random, v6), randomPrefix(random, v6), ports);
    }

    /** From few addresses, so that prefixes nest and rules meet. */
    private static Optional<IpPrefix> randomPrefix(Random random, boolean v6) {
        return switch (random.nextInt(4)) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(IpPrefix.host(randomAddress(random, v6)));
            case 2 -> Optional.of(IpPrefix.parse((v6 ? "fd00::/" : "10.0.0.0/") + ((v6 ? 122 : 26) + random.nextInt(4))));
            default -> Optional.of(IpPrefix.parse(v6 ? "::/0" : "0.0.0.0/0"));
        };
    }

    private static IpAddress randomAddress(Random random, boolean v6) {
        int host = random.nextInt(12);
        return v6 ? IpAddress.v6(0xfd00L << 48, host) : IpAddress.v4(0x0a000000 | host);
    }

    private static Flow randomFlow(Random random) {
        Flow flow = new Flow();
        boolean v6 = random.nextBoolean();
        flow.begin(v6, 0, 0);
        IpAddress source = randomAddress(random, v6);
        IpAddress destination = randomAddress(random, v6);
        flow.addresses(source.high(), source.low(), destination.high(), destination.low());
        flow.protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
        if ((flow.protocol == 6 || flow.protocol == 17) && random.nextInt(5) != 0) {
            flow.sourcePort = random.nextInt(16);
            flow.destinationPort = random.nextInt(10) == 0 ? 65_535 : random.nextInt(16);
            flow.tcpFlags = flow.protocol == 6 ? random.nextInt(64) : 0;
        }
        if (flow.protocol == (v6 ? 58 : 1)) {
            int[] types = v6 ? new int[] {128, 129, -1} : new int[] {0, 8, 13, 14, -1};
            flow.icmpType = types[random.nextInt(types.length)];
        }
        return flow;
    }

    private static String describe(Flow flow) {
        return "v6 %s protocol %d ports %d to %d flags %x type %d from %x to %x".formatted(flow.v6, flow.protocol,
                flow.sourcePort, flow.destinationPort, flow.tcpFlags, flow.icmpType, flow.sourceLow, flow.destinationLow);
    }
}
