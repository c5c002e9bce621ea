package io.sallyport.bench.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.bench.demo.Ping;
import io.sallyport.bench.lab.net.Bridge;
import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.vpc.AskingMember;
import io.sallyport.bench.peers.path.NamespaceSockets;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.dataplane.wire.IpAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cluster IP that moves on a LAN, seen by a host that has spoken to it before and says nothing meanwhile.
 *
 * <pre>
 * a 10.0.1.11 ──┐
 * b 10.0.1.12 ──┼── br0 ── host 10.0.1.99
 * </pre>
 */
@Timeout(180)
class LanFailoverIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private Sandbox sandbox;
    private Namespace a;
    private Namespace b;
    private Namespace host;
    private HoldingsAgent agentA;
    private HoldingsAgent agentB;
    private final AskingMember member = new AskingMember();

    @BeforeEach
    void twoMembersAndAHost() {
        sandbox = Sandbox.create(Sandbox.freshId("it"));
        a = sandbox.namespace("a");
        b = sandbox.namespace("b");
        host = sandbox.namespace("host");
        Bridge.create(sandbox.namespace("lan").link("br0"))
                .cable("to-a", a.link("eth1")).cable("to-b", b.link("eth1")).cable("to-host", host.link("eth0"));
        a.link("eth1").address("10.0.1.11/24").address("fd00::11/64");
        b.link("eth1").address("10.0.1.12/24").address("fd00::12/64");
        host.link("eth0").address("10.0.1.99/24").address("fd00::99/64");
        agentA = agent(a, "10.0.1.12");
        agentB = agent(b, "10.0.1.11");
    }

    @AfterEach
    void remove() {
        sandbox.close(); // first: the agents may not be there when the set-up has failed
        agentA.close();
        agentB.close();
    }

    private HoldingsAgent agent(Namespace namespace, String partner) {
        return NamespaceSockets.open(namespace, () -> HoldingsAgent.lan(Optional.of(Ethernet.ofThisHost()), IpAddress.parse(partner),
                member, member::answered));
    }

    private void perform(HoldingsAgent agent, Operation operation) throws Exception {
        assertThat(member.perform(agent, operation)).isEqualTo(new Outcome.Done());
    }

    private void assertAnswers(String address) {
        await().atMost(DEADLINE).until(() -> Ping.run(host, address, 1).all());
    }

    private static String mac(Namespace member) {
        String shown = member.ip("-o", "link", "show", "dev", "eth1");
        String behind = shown.substring(shown.indexOf("link/ether ") + "link/ether ".length());
        return behind.substring(0, behind.indexOf(' '));
    }

    private void awaitNeighbour(String address, Namespace member) {
        String expected = mac(member);
        await().atMost(DEADLINE).untilAsserted(() ->
                assertThat(host.ip("neigh", "show", address)).containsIgnoringCase(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.1.50", "fd00::50"})
    void aHostThatKnewTheOldMemberLearnsTheNewOneWithoutAsking(String address) throws Exception {
        OsAddress clusterIp = new OsAddress("eth1", IpAddress.parse(address));
        perform(agentA, new AddOsAddress(clusterIp));
        assertAnswers(address);
        awaitNeighbour(address, a);

        perform(agentA, new RemoveOsAddress(clusterIp));
        perform(agentB, new AddOsAddress(clusterIp));

        awaitNeighbour(address, b);
        assertAnswers(address);
    }

    /** As after a partition: the loser goes silently, and the one that stays active was never told to do anything. */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.1.50", "fd00::50"})
    void whoeverKeepsTheAddressMendsTheLanAfterBothHadIt(String address) throws Exception {
        OsAddress clusterIp = new OsAddress("eth1", IpAddress.parse(address));
        perform(agentA, new AddOsAddress(clusterIp));
        assertAnswers(address);
        perform(agentB, new AddOsAddress(clusterIp));
        awaitNeighbour(address, b);

        perform(agentB, new RemoveOsAddress(clusterIp));

        awaitNeighbour(address, a);
        assertAnswers(address);
    }
}
