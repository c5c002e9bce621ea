package io.sallyport.dataplane.pipeline;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No stage allocates: not for what is forwarded, nor for what is dropped, answered, fragmented or translated. */
class PipelineAllocationTest {

    private static final int ROUNDS = 20_000;
    /** What the JIT and the measurement itself may leave behind on this thread, in all; one object a packet is far more. */
    private static final long NOISE = 4_096;

    private final TestGateway gateway = new TestGateway(32);
    private final PacketBatch in = new PacketBatch(32);
    private final PacketBatch toTunnel = new PacketBatch(64);
    private final PacketBatch toLan = new PacketBatch(64);

    private static final String HOST = TestGateway.HOST;
    private static final String HOST_NETWORK = TestGateway.HOST_NETWORK;
    private static final String REMOTE = TestGateway.REMOTE;

    @Test
    void outboundAllocatesNothing() {
        byte[] quote = ip(REMOTE, HOST).udp(53, 5000).toBytes();
        assertAllocatesNothing(true, ip(HOST, REMOTE).tcp(5000, 443).payload(64), ip(HOST, REMOTE).udp(5000, 53).payload(2000),
                ip(TestGateway.HOST6, TestGateway.REMOTE6).tcp(5000, 443), ip(HOST, REMOTE).icmp(3, 3).payload(quote),
                ip(HOST, "10.9.9.9").udp(1, 2), ip(HOST, REMOTE).ttl(1).udp(1, 2), ip(HOST, REMOTE).tcp(5000, 22),
                ip(HOST, REMOTE).dontFragment().udp(1, 2).payload(1450), ip("192.168.99.9", REMOTE).udp(1, 2),
                ip(HOST, TestGateway.NEIGHBOUR_NETWORK).udp(1, 2));
    }

    @Test
    void inboundAllocatesNothing() {
        byte[] quote = ip(HOST_NETWORK, REMOTE).udp(53, 5000).toBytes();
        assertAllocatesNothing(false, ip(REMOTE, HOST_NETWORK).tcp(443, 5000).payload(64),
                ip(TestGateway.REMOTE6, TestGateway.HOST6_NETWORK).tcp(443, 5000),
                ip(REMOTE, HOST_NETWORK).icmp(11, 0).payload(quote), ip(REMOTE, "10.100.100.77").udp(1, 2),
                ip("10.100.20.1", HOST_NETWORK).udp(1, 2), ip(REMOTE, HOST_NETWORK).tcp(5000, 22));
    }

    private void assertAllocatesNothing(boolean outbound, PacketBuilder... builders) {
        gateway.adopt(TestGateway.plan(Optional.of(List.of(TestGateway.rule(Action.REJECT, Protocol.TCP, "any", "any", 22, 22),
                TestGateway.rule(Action.ALLOW, Protocol.ANY, "any", "any"))), ForwardingOptions.DEFAULT));
        byte[][] packets = Arrays.stream(builders).map(PacketBuilder::toBytes).toArray(byte[][]::new);
        run(packets, outbound); // loads classes and compiles
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(packets, outbound);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes for %d packets", ROUNDS * packets.length).isLessThan(NOISE);
        gateway.close();
    }

    private void run(byte[][] packets, boolean outbound) {
        for (int round = 0; round < ROUNDS; round++) {
            for (byte[] bytes : packets) {
                Packet packet = gateway.pool.acquire();
                packet.length(bytes.length);
                MemorySegment.copy(bytes, 0, packet.memory(), ValueLayout.JAVA_BYTE, packet.start(), bytes.length);
                packet.peer(0);
                in.add(packet);
            }
            gateway.nowNs += 10_000_000;
            if (outbound) {
                gateway.pipeline.outbound(in, gateway, toTunnel, toLan, gateway.nowNs);
            } else {
                gateway.pipeline.inbound(in, gateway, toLan, toTunnel, gateway.nowNs);
            }
            toTunnel.releaseAll();
            toLan.releaseAll();
        }
    }
}
