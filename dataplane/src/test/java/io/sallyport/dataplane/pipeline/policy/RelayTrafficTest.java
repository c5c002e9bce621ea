package io.sallyport.dataplane.pipeline.policy;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY;
import static io.sallyport.dataplane.pipeline.TestGateway.GATEWAY6;
import static io.sallyport.dataplane.pipeline.TestGateway.HOST;
import static io.sallyport.dataplane.pipeline.TestGateway.REMOTE;

import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Relay;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway whose rules allow nothing, and the sessions it relays for its peers. */
class RelayTrafficTest {

    private static final int RELAY = 9001;
    private static final int SYN = 0x02;
    private static final String PEER = "10.100.10.1";
    private static final String PEER6 = "fd00:100:10::1";

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void allowNothing() {
        ForwardingPlan plan = TestGateway.plan(Optional.of(List.of()), ForwardingOptions.DEFAULT);
        gateway.adopt(new ForwardingPlan(plan.routes(), plan.natRows(), plan.ownPrefixes(), plan.ownAddresses(), plan.accessRules(),
                plan.options(), Optional.of(new Relay(RELAY, List.of(IpAddress.parse(PEER), IpAddress.parse(PEER6)))),
                plan.peerCount()));
    }

    @AfterEach
    void everyPacketIsBack() {
        gateway.close();
    }

    @Test
    void passesWhatThisGatewayAsks() {
        gateway.assertPasses(ip(GATEWAY, PEER).tcp(40_000, RELAY).flags(SYN));
        gateway.assertPasses(ip(GATEWAY, PEER).udp(40_000, RELAY));
        gateway.assertPassesIn(ip(PEER, GATEWAY).tcp(RELAY, 40_000));
        gateway.assertPassesIn(ip(PEER, GATEWAY).udp(RELAY, 40_000));
    }

    @Test
    void passesWhatAPeerAsks() {
        gateway.assertPassesIn(ip(PEER, GATEWAY).tcp(40_000, RELAY).flags(SYN));
        gateway.assertPasses(ip(GATEWAY, PEER).tcp(RELAY, 40_000));
        gateway.assertPassesIn(ip(PEER6, GATEWAY6).tcp(40_000, RELAY).flags(SYN));
        gateway.assertPasses(ip(GATEWAY6, PEER6).udp(RELAY, 40_000));
    }

    @Test
    void passesErrorsAboutIt() {
        gateway.assertPassesIn(ip(PEER, GATEWAY).icmp(3, 3).payload(Arrays.copyOf(ip(GATEWAY, PEER).udp(40_000, RELAY).toBytes(), 28)));
        gateway.assertPasses(ip(GATEWAY, PEER).icmp(3, 3).payload(Arrays.copyOf(ip(PEER, GATEWAY).udp(40_000, RELAY).toBytes(), 28)));
    }

    @Test
    void passesItsFragments() {
        gateway.assertPassesIn(ip(PEER, GATEWAY).fragment(0, true).udp(40_000, RELAY).payload(8));
        gateway.assertPassesIn(ip(PEER, GATEWAY).fragment(1480, false).udp(0, 0));
    }

    @Test
    void leavesTheRulesToEverythingElse() {
        gateway.assertStopped(ip(GATEWAY, PEER).tcp(40_000, 22));
        gateway.assertStopped(ip(GATEWAY, PEER).echoRequest(1, 1));
        gateway.assertStoppedIn(ip(PEER, GATEWAY).udp(40_000, RELAY + 1));
        gateway.assertStoppedIn(ip(PEER, GATEWAY).icmp(3, 3).payload(Arrays.copyOf(ip(GATEWAY, PEER).udp(40_000, 53).toBytes(), 28)));
    }

    @Test
    void leavesTheRulesToHostsBehindGateways() {
        gateway.assertStopped(ip(HOST, PEER).tcp(40_000, RELAY));
        gateway.assertStopped(ip(GATEWAY, REMOTE).tcp(40_000, RELAY));
        gateway.assertStoppedIn(ip(REMOTE, GATEWAY).tcp(40_000, RELAY));
    }

    @Test
    void leavesTheRulesWhereNothingIsRelayed() {
        gateway.rules();
        gateway.assertStopped(ip(GATEWAY, PEER).tcp(40_000, RELAY));
    }
}
