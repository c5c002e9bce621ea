package io.sallyport.control.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.reconcile.HostKernel.HostRoute;
import io.sallyport.control.reconcile.HostNetwork.Wanted;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostNetworkTest {

    private static final IpPrefix NETWORK = IpPrefix.parse("10.100.0.0/16");
    private static final IpPrefix NETWORK_V6 = IpPrefix.parse("fd00:100::/48");

    private final FakeHostKernel kernel = new FakeHostKernel();
    private final HostNetwork host = kernel.network();

    @Test
    void nothingIsTouchedBeforeItIsKnownWhatIsWanted() {
        Map<String, String> before = new TreeMap<>(kernel.sysctls);

        host.reconcile();

        assertThat(kernel.up).isFalse();
        assertThat(kernel.sysctls).isEqualTo(before);
    }

    @Test
    void theInterfaceComesUpWithAddressesRoutesAndForwarding() {
        want(List.of("10.100.10.1", "fd00:100::1"), NETWORK, NETWORK_V6);

        assertThat(kernel.up).isTrue();
        assertThat(kernel.addresses).containsExactly(IpPrefix.parse("10.100.10.1/32"), IpPrefix.parse("fd00:100::1/128"));
        assertThat(kernel.routes).containsExactly(
                ours(NETWORK, "10.100.10.1"), ours(NETWORK_V6, "fd00:100::1"));
        assertThat(kernel.sysctls).containsEntry("net/ipv4/ip_forward", "1").containsEntry("net/ipv6/conf/all/forwarding", "1");
        assertThat(host.problems()).isEmpty();
    }

    @Test
    void ipv6ForwardingStaysOffWithoutAnIpv6Network() {
        want(List.of("10.100.10.1"), NETWORK);

        assertThat(kernel.sysctls).containsEntry("net/ipv6/conf/all/forwarding", "0");
    }

    @Test
    void aNodeWithoutAddressHasARouteWithoutSource() {
        want(List.of(), NETWORK);

        assertThat(kernel.routes).containsExactly(new HostRoute(NETWORK, FakeHostKernel.TUN, Optional.empty()));
    }

    @Test
    void whatOthersTakeAwayComesBack() {
        want(List.of("10.100.10.1"), NETWORK);
        kernel.up = false;
        kernel.addresses.clear();
        kernel.routes.clear();
        kernel.sysctls.put("net/ipv4/ip_forward", "0");

        host.reconcile();

        assertThat(kernel.up).isTrue();
        assertThat(kernel.addresses).containsExactly(IpPrefix.parse("10.100.10.1/32"));
        assertThat(kernel.routes).containsExactly(ours(NETWORK, "10.100.10.1"));
        assertThat(kernel.sysctls).containsEntry("net/ipv4/ip_forward", "1");
    }

    @Test
    void aChangedAddressReplacesTheOldOneAndTheSourceOfTheRoute() {
        want(List.of("10.100.10.1"), NETWORK);

        want(List.of("10.100.10.2"), NETWORK);

        assertThat(kernel.addresses).containsExactly(IpPrefix.parse("10.100.10.2/32"));
        assertThat(kernel.routes).containsExactly(ours(NETWORK, "10.100.10.2"));
    }

    /** Else packets that come meanwhile leave by the default route, or are refused by the kernel, and no counter of ours moves. */
    @Test
    void aMemberThatTakesOverAndGivesUpIsNeverWithoutTheRoute() {
        want(List.of(), NETWORK, NETWORK_V6);

        want(List.of("10.100.10.1", "fd00:100::1"), NETWORK, NETWORK_V6);
        assertThat(kernel.routes).containsExactly(ours(NETWORK, "10.100.10.1"), ours(NETWORK_V6, "fd00:100::1"));
        want(List.of(), NETWORK, NETWORK_V6);

        assertThat(kernel.addresses).isEmpty();
        assertThat(kernel.routes).extracting(HostRoute::prefix).containsExactly(NETWORK, NETWORK_V6);
        assertThat(kernel.routes).allMatch(route -> route.source().isEmpty());
        assertThat(kernel.unroutedMeanwhile).isEmpty();
    }

    @Test
    void aNetworkThatIsNoLongerWantedLosesItsRoute() {
        want(List.of("10.100.10.1"), NETWORK, NETWORK_V6);

        want(List.of("10.100.10.1"), NETWORK);

        assertThat(kernel.routes).containsExactly(ours(NETWORK, "10.100.10.1"));
    }

    @Test
    void foreignAddressesStay() {
        IpPrefix foreign = IpPrefix.parse("10.100.77.7/32");
        kernel.addresses.add(foreign);

        want(List.of("10.100.10.1"), NETWORK);
        host.close();

        assertThat(kernel.addresses).containsExactly(foreign);
    }

    @Test
    void aRouteOfAnotherDeviceIsNotStolenButToldOf() {
        HostRoute foreign = new HostRoute(NETWORK, "eth1", Optional.empty());
        kernel.routes.add(foreign);

        want(List.of("10.100.10.1"), NETWORK);

        assertThat(kernel.routes).containsExactly(foreign);
        assertThat(host.problems()).singleElement().asString().contains("10.100.0.0/16").contains("eth1").contains("ip route del");
    }

    @Test
    void aMoreSpecificForeignRouteIsToldOfAndTheRestStillRouted() {
        kernel.routes.add(new HostRoute(IpPrefix.parse("10.100.20.0/24"), "eth1", Optional.empty()));

        want(List.of("10.100.10.1"), NETWORK);

        assertThat(kernel.routes).contains(ours(NETWORK, "10.100.10.1"));
        assertThat(host.problems()).singleElement().asString().contains("10.100.20.0/24");
    }

    @Test
    void aProblemThatIsMendedDisappears() {
        kernel.routes.add(new HostRoute(NETWORK, "eth1", Optional.empty()));
        want(List.of("10.100.10.1"), NETWORK);
        kernel.routes.clear();

        host.reconcile();

        assertThat(host.problems()).isEmpty();
        assertThat(kernel.routes).containsExactly(ours(NETWORK, "10.100.10.1"));
    }

    @Test
    void aStrictReversePathFilterIsLoosenedOnTheTunAlone() {
        kernel.sysctls.put("net/ipv4/conf/all/rp_filter", "1");

        want(List.of("10.100.10.1"), NETWORK);

        assertThat(kernel.sysctls).containsEntry("net/ipv4/conf/sp0/rp_filter", "2")
                .containsEntry("net/ipv4/conf/all/rp_filter", "1");
    }

    @Test
    void aMissingDeviceAndARefusalAreProblemsWithARemedy() {
        kernel.exists = false;
        want(List.of("10.100.10.1"), NETWORK);
        assertThat(host.deviceGone()).isTrue();
        assertThat(host.problems()).isEmpty();

        kernel.exists = true;
        kernel.refusal = "cannot bring up interface #7: operation not permitted";
        host.reconcile();
        assertThat(host.problems()).containsExactly("cannot bring up interface #7: operation not permitted");
    }

    @Test
    void closingLeavesTheHostAsItWas() {
        Map<String, String> before = new TreeMap<>(kernel.sysctls);
        want(List.of("10.100.10.1", "fd00:100::1"), NETWORK, NETWORK_V6);

        host.close();

        assertThat(kernel.addresses).isEmpty();
        assertThat(kernel.routes).isEmpty();
        assertThat(kernel.sysctls).isEqualTo(before);
        assertThat(kernel.closed).isTrue();
    }

    @Test
    void aParameterThatSomebodyElseSetMeanwhileIsNotSetBack() {
        kernel.sysctls.put("net/ipv4/conf/all/rp_filter", "1");
        want(List.of("10.100.10.1"), NETWORK);
        kernel.sysctls.put("net/ipv4/conf/sp0/rp_filter", "0");
        kernel.sysctls.put("net/ipv4/conf/all/rp_filter", "0");

        host.close();

        assertThat(kernel.sysctls).containsEntry("net/ipv4/conf/sp0/rp_filter", "0").containsEntry("net/ipv4/ip_forward", "0");
    }

    private void want(List<String> addresses, IpPrefix... networks) {
        host.want(new Wanted(FakeHostKernel.TUN, addresses.stream().map(IpAddress::parse).toList(),
                Stream.of(networks).toList()));
        host.reconcile();
    }

    private static HostRoute ours(IpPrefix network, String source) {
        return new HostRoute(network, FakeHostKernel.TUN, Optional.of(IpAddress.parse(source)));
    }
}
