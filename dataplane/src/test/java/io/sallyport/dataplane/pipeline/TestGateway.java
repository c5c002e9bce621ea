package io.sallyport.dataplane.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.pipeline.ForwardingPlan.AccessRule;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Dscp;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Route;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A gateway without ports and tunnel, for tests.
 * <pre>
 *   192.168.10.15 ── 10.100.100.15 ┐                        ┌ peer 0: 10.100.10.0/24, fd00:100:10::/64
 *   192.168.11.0/24 ── 10.100.101.0/24 ├ gateway ══ tunnel ═┤ peer 1: 10.100.20.0/24, and peer 0's as a second way
 *   fd01::/64 ── fd00:100:100::/64 ┘ 10.100.100.1, fd00:100:100::1
 * </pre>
 */
public final class TestGateway implements PeerView, AutoCloseable {

    public static final String HOST = "192.168.10.15";
    public static final String HOST_NETWORK = "10.100.100.15";
    public static final String NEIGHBOUR = "192.168.11.7";
    public static final String NEIGHBOUR_NETWORK = "10.100.101.7";
    public static final String GATEWAY = "10.100.100.1";
    public static final String REMOTE = "10.100.10.15";
    public static final String HOST6 = "fd01::15";
    public static final String HOST6_NETWORK = "fd00:100:100::15";
    public static final String GATEWAY6 = "fd00:100:100::1";
    public static final String REMOTE6 = "fd00:100:10::15";

    /** Where a packet left, or that it did not. */
    public enum Way { TUNNEL, LAN }

    /** A packet as it left, after its buffer went back to the pool. */
    public record Left(Way way, byte[] bytes, int peer, int trafficClass, Gso gso, int gsoSize, boolean partial) {
    }

    public final PacketPool pool;
    public final WorkerStats stats = new WorkerStats();
    public final int[] states = {UP, UP};
    public final int[] mtus = {1420, 1420};
    public final Pipeline pipeline;
    public long nowNs;

    private final PacketBatch toTunnel = new PacketBatch(16);
    private final PacketBatch toLan = new PacketBatch(16);

    public TestGateway() {
        this(8);
    }

    /** @param packets buffers in the pool, which live as long as the test's process */
    public TestGateway(int packets) {
        pool = new PacketPool(packets);
        pipeline = new Pipeline(pool, stats);
        adopt(plan(Optional.empty(), ForwardingOptions.DEFAULT));
    }

    public static ForwardingPlan plan(Optional<List<AccessRule>> rules, ForwardingOptions options) {
        return new ForwardingPlan(
                List.of(route("10.100.10.0/24", 0, 10), route("10.100.10.0/24", 1, 20), route("10.100.20.0/24", 1, 10),
                        route("10.100.10.1/32", 0, 10), route("fd00:100:10::/64", 0, 10)),
                List.of(row("192.168.10.15/32", "10.100.100.15/32"), row("192.168.11.0/24", "10.100.101.0/24"),
                        row("fd01::/64", "fd00:100:100::/64")),
                List.of(IpPrefix.parse("10.100.100.0/24"), IpPrefix.parse("fd00:100:100::/48")),
                List.of(IpAddress.parse(GATEWAY), IpAddress.parse(GATEWAY6)),
                rules, options, 2);
    }

    public static Route route(String prefix, int peer, int metric) {
        return new Route(IpPrefix.parse(prefix), peer, metric);
    }

    public static NatRow row(String local, String network) {
        return new NatRow(IpPrefix.parse(local), IpPrefix.parse(network));
    }

    /** {@code source} and {@code dest} may be "any"; ports as pairs. */
    public static AccessRule rule(Action action, Protocol protocol, String source, String dest, int... ports) {
        List<PortRange> ranges = new ArrayList<>();
        for (int i = 0; i < ports.length; i += 2) {
            ranges.add(new PortRange(ports[i], ports[i + 1]));
        }
        return new AccessRule(10, action, protocol, prefix(source), prefix(dest), ranges);
    }

    private static Optional<IpPrefix> prefix(String text) {
        return text.equals("any") ? Optional.empty() : Optional.of(IpPrefix.parse(text));
    }

    public void adopt(ForwardingPlan plan) {
        pipeline.adopt(ForwardingTables.compile(plan));
    }

    public TestGateway rules(AccessRule... rules) {
        adopt(plan(Optional.of(List.of(rules)), ForwardingOptions.DEFAULT));
        return this;
    }

    public TestGateway options(boolean mssClamp, boolean diagnosticIcmp, int icmpPerSecond, int dscp) {
        adopt(plan(Optional.empty(), new ForwardingOptions(mssClamp, diagnosticIcmp, icmpPerSecond, new Dscp(dscp))));
        return this;
    }

    @Override
    public int state(int peer) {
        return states[peer];
    }

    @Override
    public int mtu(int peer) {
        return mtus[peer];
    }

    public List<Left> outbound(PacketBuilder packet) {
        return outbound(packet.toPacket(pool));
    }

    public List<Left> outbound(Packet packet) {
        pipeline.outbound(Packets.batch(1, packet), this, toTunnel, toLan, nowNs);
        return drain();
    }

    /** From peer 0, without a mark on the outer header. */
    public List<Left> inbound(PacketBuilder packet) {
        return inbound(packet.toPacket(pool), 0, 0);
    }

    public List<Left> inbound(Packet packet, int peer, int outerTrafficClass) {
        packet.peer(peer);
        packet.outerTrafficClass(outerTrafficClass);
        pipeline.inbound(Packets.batch(1, packet), this, toLan, toTunnel, nowNs);
        return drain();
    }

    private List<Left> drain() {
        List<Left> left = new ArrayList<>();
        drain(Way.TUNNEL, toTunnel, left);
        drain(Way.LAN, toLan, left);
        return left;
    }

    private static void drain(Way way, PacketBatch batch, List<Left> left) {
        for (int i = 0; i < batch.size(); i++) {
            Packet packet = batch.get(i);
            left.add(new Left(way, Packets.bytes(packet), packet.peer(), packet.outerTrafficClass(), packet.gso(),
                    packet.gsoSize(), packet.checksumPartial()));
        }
        batch.releaseAll();
    }

    public void assertOutbound(PacketBuilder sent, PacketBuilder expected) {
        assertOnly(outbound(sent), Way.TUNNEL, expected);
    }

    public void assertInbound(PacketBuilder sent, PacketBuilder expected) {
        assertOnly(inbound(sent), Way.LAN, expected);
    }

    public static void assertOnly(List<Left> left, Way way, PacketBuilder expected) {
        assertThat(left).hasSize(1);
        assertThat(left.getFirst().way()).isEqualTo(way);
        assertThat(left.getFirst().bytes()).asHexString().isEqualTo(hex(expected.toBytes()));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** The packet is lost for that reason alone, and nothing is sent in its place. */
    public void assertSilentDrop(List<Left> left, DropReason reason) {
        assertThat(left).isEmpty();
        assertDropped(reason, 1);
    }

    public void assertDropped(DropReason reason, long count) {
        assertThat(stats.get(reason)).as(reason.label()).isEqualTo(count);
    }

    /** Outbound, whatever becomes of it. */
    public void assertPasses(PacketBuilder packet) {
        assertThat(outbound(packet)).hasSize(1);
    }

    public void assertPassesIn(PacketBuilder packet) {
        assertThat(inbound(packet)).hasSize(1);
    }

    /** Outbound, by an access rule that drops it silently. */
    public void assertStopped(PacketBuilder packet) {
        assertStopped(stats.get(DropReason.ACCESS_RULE_DROP), outbound(packet));
    }

    public void assertStoppedIn(PacketBuilder packet) {
        assertStopped(stats.get(DropReason.ACCESS_RULE_DROP), inbound(packet));
    }

    private void assertStopped(long before, List<Left> left) {
        assertThat(left).isEmpty();
        assertDropped(DropReason.ACCESS_RULE_DROP, before + 1);
    }

    public long count(Counter counter) {
        return stats.get(counter);
    }

    /** Every packet is back. */
    @Override
    public void close() {
        assertThat(pool.available()).as("free packets").isEqualTo(pool.size());
    }
}
