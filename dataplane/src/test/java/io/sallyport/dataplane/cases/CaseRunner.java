package io.sallyport.dataplane.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.cases.PacketCase.Side;
import io.sallyport.dataplane.cases.PacketCase.Step;
import io.sallyport.dataplane.cases.PacketCase.Traffic;
import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.pipeline.TestGateway;
import io.sallyport.dataplane.pipeline.TestGateway.Left;
import io.sallyport.dataplane.pipeline.TestGateway.Way;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Sends a case's packets through the pipeline and holds what leaves and what is counted against what the case states. */
final class CaseRunner {

    private static final HexFormat WORDS = HexFormat.ofDelimiter(" ");

    private CaseRunner() {
    }

    static void run(Path file) throws IOException {
        PacketCase packetCase = CaseReader.read(file);
        assertThat(packetCase.steps()).isNotEmpty();
        try (TestGateway gateway = new TestGateway()) {
            gateway.adopt(packetCase.plan());
            for (int i = 0; i < packetCase.peers().size(); i++) {
                gateway.states[i] = packetCase.peers().get(i).state();
                gateway.mtus[i] = packetCase.peers().get(i).mtu();
            }
            for (Step step : packetCase.steps()) {
                run(step, gateway, file.getFileName() + ":" + step.line());
            }
        }
    }

    private static void run(Step step, TestGateway gateway, String place) {
        assertSound(step.sent(), place);
        step.expected().forEach(traffic -> assertSound(traffic, place));
        Map<DropReason, Long> drops = drops(gateway);
        Map<Counter, Long> counters = counters(gateway);

        List<String> left = new ArrayList<>();
        boolean tosMatters = step.expected().stream().anyMatch(traffic -> traffic.outerTos() != Traffic.ANY_TOS);
        for (byte[] packet : step.sent().packets()) {
            send(step.sent(), packet, gateway).forEach(out -> left.add(describe(out, tosMatters)));
        }

        List<String> expected = new ArrayList<>();
        step.expected().forEach(traffic -> traffic.packets().forEach(packet -> expected.add(describe(traffic, packet))));
        assertThat(left).as(place).containsExactlyElementsOf(expected);
        drops.forEach((reason, before) -> assertThat(gateway.stats.get(reason) - before)
                .as(place + " drop " + reason.label()).isEqualTo(step.drops().getOrDefault(reason, 0L)));
        step.counters().forEach((counter, count) -> assertThat(gateway.count(counter) - counters.get(counter))
                .as(place + " count " + counter.label()).isEqualTo(count));
    }

    private static List<Left> send(Traffic traffic, byte[] bytes, TestGateway gateway) {
        Packet packet = Packets.of(gateway.pool, bytes);
        return traffic.side() == Side.LAN ? gateway.outbound(packet)
                : gateway.inbound(packet, traffic.peer(), Math.max(0, traffic.outerTos()));
    }

    /** A typing error in a case shows as a wrong checksum; fragments have none that could be looked at alone. */
    private static void assertSound(Traffic traffic, String place) {
        assertThat(traffic.packets()).as(place + " packets").isNotEmpty();
        if (!traffic.checksummed()) {
            return;
        }
        for (byte[] packet : traffic.packets()) {
            boolean fragment = packet[0] >> 4 == 4 && ((packet[6] & 0x3f) | packet[7]) != 0;
            if (!fragment) {
                assertThat(ReferenceChecksum.faults(packet)).as(place + " as the case states it").isEmpty();
            }
        }
    }

    private static String describe(Left left, boolean tosMatters) {
        String way = left.way() == Way.LAN ? "lan" : "tunnel peer " + left.peer();
        return line(way, tosMatters ? left.trafficClass() : Traffic.ANY_TOS, left.bytes());
    }

    private static String describe(Traffic traffic, byte[] packet) {
        return line(traffic.side() == Side.LAN ? "lan" : "tunnel peer " + traffic.peer(), traffic.outerTos(), packet);
    }

    private static String line(String way, int tos, byte[] packet) {
        return way + (tos == Traffic.ANY_TOS ? "" : " tos " + Integer.toHexString(tos)) + ": " + WORDS.formatHex(packet);
    }

    private static Map<DropReason, Long> drops(TestGateway gateway) {
        Map<DropReason, Long> all = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            all.put(reason, gateway.stats.get(reason));
        }
        return all;
    }

    private static Map<Counter, Long> counters(TestGateway gateway) {
        Map<Counter, Long> all = new EnumMap<>(Counter.class);
        for (Counter counter : Counter.values()) {
            all.put(counter, gateway.count(counter));
        }
        return all;
    }
}
