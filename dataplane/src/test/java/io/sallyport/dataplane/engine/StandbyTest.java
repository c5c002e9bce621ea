package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.port.AllocationProbe;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Gateway A is the member of a cluster; its lease says whether it forwards. */
class StandbyTest extends TwoGatewaysInMemoryTest {

    private static final long SECOND = 1_000_000_000;

    private static PacketBuilder toB() {
        return PacketBuilder.ip("192.168.10.15", "10.100.10.15").echoRequest(7, 1).payload(56);
    }

    private static PacketBuilder toA() {
        return PacketBuilder.ip("172.16.10.15", "10.100.100.15").echoRequest(7, 1).payload(56);
    }

    private long dropped() {
        return a.stats().get(DropReason.STANDBY);
    }

    private long sent() {
        return a.stats().get(Counter.WAN_TX_DATAGRAMS) + a.stats().get(Counter.LAN_TX_PACKETS);
    }

    @Test
    void withoutALeaseNothingIsForwardedNorAnswered() {
        a.lease().limit();
        long before = sent();
        a.send(toB(), toB());
        b.send(toA());
        runUntil(() -> dropped() >= 3);
        assertThat(sent()).isEqualTo(before);
        assertThat(a.received()).isEmpty();
    }

    @Test
    void aTrainIsLostAsManyDatagrams() {
        a.lease().limit();
        a.turnWithin(nowNs()); // what was under way
        long droppedBefore = dropped();
        long sentBefore = b.stats().get(Counter.WAN_TX_DATAGRAMS);
        b.send(toA(), toA(), toA(), toA());
        runUntil(() -> b.stats().get(Counter.WAN_TX_DATAGRAMS) - sentBefore >= 4);
        runUntil(() -> dropped() - droppedBefore == b.stats().get(Counter.WAN_TX_DATAGRAMS) - sentBefore);
    }

    @Test
    void aLeaseThatRunsOutEndsForwardingByItself() {
        a.lease().limit();
        a.lease().renew(nowNs() + SECOND);
        a.send(toB());
        runUntil(() -> b.hasReceived(1));
        long end = nowNs() + SECOND;
        runUntil(() -> nowNs() - end >= 0);
        a.send(toB());
        runUntil(() -> dropped() >= 1);
    }

    @Test
    void whatIsNotForwardedTodayIsNotForwardedTomorrow() {
        a.lease().limit();
        a.send(toB());
        runUntil(() -> dropped() >= 1);
        a.lease().renew(nowNs() + SECOND);
        a.send(PacketBuilder.ip("192.168.10.15", "10.100.10.15").udp(1, 2).payload(8));
        runUntil(() -> b.hasReceived(1));
        assertThat(b.received().getFirst()[9]).as("the protocol is UDP").isEqualTo((byte) 17);
    }

    /** Stopped after it had read, and continued when the lease was over. */
    @Test
    void aTurnThatWasFrozenWritesNothing() {
        a.lease().limit();
        a.lease().renew(nowNs() + SECOND);
        a.send(toB());
        long before = sent();
        a.clock(nowNs() + 2 * SECOND);
        a.turnWithin(nowNs());
        assertThat(dropped()).isPositive();
        assertThat(sent()).isEqualTo(before);
    }

    @Test
    void aTakeoverMakesTheTunnelAnew() {
        a.lease().limit();
        a.tunnel().standDown();
        a.tunnel().takeOver(Instant.now(), nowNs());
        a.lease().renew(nowNs() + 60 * SECOND);
        a.send(toB());
        runUntil(() -> b.hasReceived(1));
        assertThat(a.peerState(nowNs())).isEqualTo("up");
    }

    @Test
    void neitherALeaseNorItsLackAllocates() {
        a.lease().limit();
        AllocationProbe.assertAllocatesNothing(200, () -> a.turnWithin(nowNs()));
        a.lease().renew(nowNs() + SECOND);
        AllocationProbe.assertAllocatesNothing(200, () -> a.turnWithin(nowNs()));
    }
}
