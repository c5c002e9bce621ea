package io.sallyport.bench.jmh.pipeline;

import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.AccessRule;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Routes and inside NATs in a given number, and addresses that meet them. */
final class ForwardingWorkload {

    static final int PEERS = 16;

    private final SplittableRandom random = new SplittableRandom(7);
    private final boolean v6;
    private final List<Route> routes = new ArrayList<>();
    private final List<NatRow> rows = new ArrayList<>();

    ForwardingWorkload(boolean v6, int routeCount, int rowCount) {
        this.v6 = v6;
        LinkedHashSet<IpPrefix> prefixes = new LinkedHashSet<>();
        while (prefixes.size() < routeCount) {
            prefixes.add(randomPrefix());
        }
        prefixes.forEach(prefix -> routes.add(new Route(prefix, random.nextInt(PEERS), 10)));
        LinkedHashSet<Integer> hosts = new LinkedHashSet<>();
        while (hosts.size() < rowCount) {
            hosts.add(random.nextInt(1 << 16));
        }
        hosts.forEach(host -> rows.add(v6
                ? row(IpAddress.v6(0xfd01L << 48, host), IpAddress.v6(0xfd00_0100L << 32, host))
                : row(IpAddress.v4(0xc0a8 << 16 | host), IpAddress.v4(0x0a64 << 16 | host))));
    }

    private static NatRow row(IpAddress local, IpAddress network) {
        return new NatRow(IpPrefix.host(local), IpPrefix.host(network));
    }

    /** As long as routes in the wild: /16 to /24, and /32 to /64. */
    private IpPrefix randomPrefix() {
        if (v6) {
            int length = 32 + random.nextInt(33);
            return new IpPrefix(IpAddress.v6(0x2L << 60 | random.nextLong() >>> 4 & -1L << 64 - length, 0), length);
        }
        int length = 16 + random.nextInt(9);
        int first = 11 + random.nextInt(100);
        return new IpPrefix(IpAddress.v4((first << 24 | random.nextInt() >>> 8) & -1 << 32 - length), length);
    }

    ForwardingPlan plan(Optional<List<AccessRule>> rules) {
        return new ForwardingPlan(routes, rows, List.of(), List.of(), rules, ForwardingOptions.DEFAULT, PEERS);
    }

    NatRow anyRow() {
        return rows.get(random.nextInt(rows.size()));
    }

    Route anyRoute() {
        return routes.get(random.nextInt(routes.size()));
    }

    /** A host within a route's prefix. */
    IpAddress hostOf(Route route) {
        IpAddress address = route.prefix().address();
        int free = address.width() - route.prefix().length();
        if (v6) {
            return IpAddress.v6(address.high(), random.nextLong());
        }
        return new IpAddress(false, 0, address.low() | random.nextLong(1L << free));
    }

    /** {@code count} allowing rules between random prefixes, then one that allows everything. */
    List<AccessRule> rules(int count) {
        List<AccessRule> rules = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int port = 1 + random.nextInt(60_000);
            rules.add(new AccessRule(i, ForwardingPlan.Action.ALLOW, ForwardingPlan.Protocol.TCP,
                    Optional.of(anyRow().network()), Optional.of(anyRoute().prefix()),
                    List.of(new ForwardingPlan.PortRange(port, port + 10))));
        }
        rules.add(new AccessRule(count, ForwardingPlan.Action.ALLOW, ForwardingPlan.Protocol.ANY, Optional.empty(),
                Optional.empty(), List.of()));
        return rules;
    }
}
