package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the kernel, in a namespace of the test's own, whose only interface is {@code lo}. */
class NetlinkIT {

    @AutoClose
    private NetworkNamespace namespace;
    @AutoClose
    private Netlink netlink;
    private int lo;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("netlink");
        netlink = namespace.call(Netlink::open);
        lo = netlink.linkIndex("lo").orElseThrow();
    }

    @Test
    void findsLinksByName() {
        assertThat(netlink.links()).contains(new Link(lo, "lo", 65_536, true, true));
        assertThat(netlink.linkIndex("sp-none")).isEmpty();
    }

    @Test
    void setsTheMtu() {
        netlink.setMtu(lo, 9000);

        assertThat(netlink.links()).contains(new Link(lo, "lo", 9000, true, true));
    }

    @Test
    void addsListsAndDeletesAddressesOfBothFamilies() throws Exception {
        for (String text : List.of("10.100.10.1", "fd00:100::1")) {
            InetAddress address = InetAddress.ofLiteral(text);
            InterfaceAddress wanted = new InterfaceAddress(lo, address, address.getAddress().length * 8);

            netlink.addAddress(wanted);
            netlink.addAddress(wanted); // it is there, which is what was wanted
            assertThat(netlink.addresses()).containsOnlyOnce(wanted);

            netlink.deleteAddress(wanted);
            netlink.deleteAddress(wanted);
            assertThat(netlink.addresses()).doesNotContain(wanted);
        }
    }

    @Test
    void addsListsReplacesAndDeletesRoutes() throws Exception {
        InetAddress own = InetAddress.ofLiteral("10.100.10.1");
        netlink.addAddress(new InterfaceAddress(lo, own, 32));
        KernelRoute route = KernelRoute.onLink(InetAddress.ofLiteral("10.100.0.0"), 16, lo).withMetric(50);

        netlink.addRoute(route);
        netlink.addRoute(route);
        assertThat(netlink.routes()).containsExactly(route);

        KernelRoute withSource = route.withSource(own);
        netlink.replaceRoute(withSource);
        assertThat(netlink.routes()).containsExactly(withSource);

        netlink.deleteRoute(withSource);
        netlink.deleteRoute(withSource);
        assertThat(netlink.routes()).isEmpty();
    }

    @Test
    void routesByNextHop() throws Exception {
        netlink.addRoute(KernelRoute.onLink(InetAddress.ofLiteral("192.0.2.0"), 24, lo));
        netlink.addRoute(KernelRoute.onLink(InetAddress.ofLiteral("0.0.0.0"), 0, lo)
                .withVia(InetAddress.ofLiteral("192.0.2.1")));

        assertThat(netlink.routes()).filteredOn(route -> route.prefixLength() == 0).singleElement()
                .satisfies(route -> {
                    assertThat(route.destination()).isEqualTo(InetAddress.ofLiteral("0.0.0.0"));
                    assertThat(route.via()).isEqualTo(Optional.of(InetAddress.ofLiteral("192.0.2.1")));
                    assertThat(route.protocol()).isEqualTo(KernelRoute.PROTOCOL_SALLYPORT);
                });
    }

    @Test
    void routesIpv6() {
        KernelRoute route = KernelRoute.onLink(InetAddress.ofLiteral("fd00:100::"), 48, lo).withMetric(7);

        netlink.addRoute(route);
        assertThat(netlink.routes()).contains(route);

        InetAddress own = InetAddress.ofLiteral("fd00:100::1");
        netlink.addAddress(new InterfaceAddress(lo, own, 128));
        KernelRoute withSource = route.withSource(own);
        netlink.replaceRoute(withSource);
        assertThat(netlink.routes()).contains(withSource).doesNotContain(route);

        netlink.deleteRoute(withSource);
        assertThat(netlink.routes()).doesNotContain(withSource);
    }

    @Test
    void saysInTheKernelsWordsWhatIsWrong() {
        KernelRoute hostBits = KernelRoute.onLink(InetAddress.ofLiteral("10.100.0.1"), 16, lo);

        assertThatThrownBy(() -> netlink.addRoute(hostBits))
                .isInstanceOfSatisfying(LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL))
                .hasMessageStartingWith("cannot add the route 10.100.0.1/16")
                .hasMessageContaining("Invalid prefix");
    }

    @Test
    void namesTheLinkThatIsNotThere() {
        assertThatThrownBy(() -> netlink.setUp(4711))
                .hasMessageContaining("interface #4711")
                .hasMessageContaining("ENODEV");
    }
}
