package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.reconcile.InterfaceRoutes.Route;
import io.sallyport.dataplane.linux.KernelRoute;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InterfaceRoutesTest {

    private static final int ETH1 = 3;
    private static final int TUN = 9;
    private static final int BOOT = 3;
    private static final Route TO_ZONE_B = new Route("eth1", IpPrefix.parse("10.0.2.0/24"), IpAddress.parse("10.0.1.1"));
    private static final KernelRoute IN_KERNEL =
            KernelRoute.onLink(InetAddress.ofLiteral("10.0.2.0"), 24, ETH1).withVia(InetAddress.ofLiteral("10.0.1.1"));

    /** A routing table in memory. */
    private final List<KernelRoute> table = new ArrayList<>();
    private final Map<String, String> parameters = new TreeMap<>(Map.of(
            "net/ipv4/conf/all/rp_filter", "0", "net/ipv4/conf/eth1/rp_filter", "1"));
    private String refusal;
    private boolean eth1 = true;

    private final InterfaceRoutes routes = new InterfaceRoutes(new RouteKernel() {
        @Override
        public OptionalInt link(String name) {
            return eth1 && name.equals("eth1") ? OptionalInt.of(ETH1) : OptionalInt.empty();
        }

        @Override
        public List<KernelRoute> routes() {
            return List.copyOf(table);
        }

        @Override
        public void add(KernelRoute route) {
            if (refusal != null) {
                throw new LinuxException(refusal);
            }
            table.add(route);
        }

        @Override
        public void remove(KernelRoute route) {
            table.remove(route);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }, new SysctlKernel() {
        @Override
        public Optional<String> sysctl(String name) {
            return Optional.ofNullable(parameters.get(name));
        }

        @Override
        public void setSysctl(String name, String value) {
            parameters.put(name, value);
        }
    });

    private void want(Route... wanted) {
        routes.want(List.of(wanted), List.of("eth1"));
        routes.reconcile();
    }

    private static KernelRoute foreign(KernelRoute like) {
        return new KernelRoute(like.destination(), like.prefixLength(), like.link(), like.via(), like.source(), like.metric(), BOOT);
    }

    @Test
    void aRouteComesComesBackAndGoes() {
        want(TO_ZONE_B);
        assertThat(table).containsExactly(IN_KERNEL);
        table.clear();
        routes.reconcile();
        assertThat(table).containsExactly(IN_KERNEL);

        want();

        assertThat(table).isEmpty();
    }

    @Test
    void whatAnEarlierLifeLeftIsRemovedAndTheTunnelsRouteIsNot() {
        KernelRoute left = KernelRoute.onLink(InetAddress.ofLiteral("10.0.3.0"), 24, ETH1).withVia(InetAddress.ofLiteral("10.0.1.1"));
        KernelRoute tunnel = KernelRoute.onLink(InetAddress.ofLiteral("10.100.0.0"), 16, TUN);
        table.addAll(List.of(left, tunnel));

        want(TO_ZONE_B);

        assertThat(table).containsExactly(tunnel, IN_KERNEL);
    }

    @Test
    void aChangedNextHopTakesThePlaceOfTheOld() {
        want(TO_ZONE_B);

        want(new Route("eth1", TO_ZONE_B.destination(), IpAddress.parse("10.0.1.2")));

        assertThat(table).containsExactly(IN_KERNEL.withVia(InetAddress.ofLiteral("10.0.1.2")));
    }

    @Test
    void somebodyElsesRouteStaysAndIsNamed() {
        KernelRoute other = foreign(IN_KERNEL.withVia(InetAddress.ofLiteral("10.0.1.254")));
        table.add(other);

        want(TO_ZONE_B);

        assertThat(table).containsExactly(other);
        assertThat(routes.problems()).singleElement().asString()
                .contains("10.0.2.0/24 via 10.0.1.1 dev eth1 is not added").contains("ip route del 10.0.2.0/24");
    }

    @Test
    void somebodyElsesRouteThatDoesTheSameIsEnough() {
        table.add(foreign(IN_KERNEL));

        want(TO_ZONE_B);

        assertThat(table).containsExactly(foreign(IN_KERNEL));
        assertThat(routes.problems()).isEmpty();
    }

    @Test
    void anInterfaceThatIsNotThereIsWaitedFor() {
        eth1 = false;
        want(TO_ZONE_B);
        assertThat(routes.problems()).singleElement().asString().contains("waits for eth1");

        eth1 = true;
        routes.reconcile();

        assertThat(table).containsExactly(IN_KERNEL);
        assertThat(routes.problems()).isEmpty();
    }

    @Test
    void aRefusalOfTheKernelIsAProblemThatIsToldAndTriedAgain() {
        refusal = "cannot add the route: ENETUNREACH";
        want(TO_ZONE_B);
        assertThat(routes.problems()).containsExactly(refusal);
        refusal = null;

        routes.reconcile();

        assertThat(table).containsExactly(IN_KERNEL);
    }

    @Test
    void aStrictFilterIsLoosenedAndEverythingIsGivenBack() {
        want(TO_ZONE_B);
        assertThat(parameters).containsEntry("net/ipv4/conf/eth1/rp_filter", "2");

        routes.close();

        assertThat(table).isEmpty();
        assertThat(parameters).containsEntry("net/ipv4/conf/eth1/rp_filter", "1");
    }
}
