package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Mutator;
import io.sallyport.dataplane.packet.PacketBuilder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged packets through every view. */
class MutatedPacketsTest {

    private static final long SEED = 0x3a7_a7edL;
    private static final int MUTATIONS = 200_000;

    private final EveryField fields = new EveryField();

    private static List<byte[]> originals() {
        byte[] embedded4 = v4().udp(53, 40_000).payload(20).toBytes();
        byte[] embedded6 = v6().tcp(443, 40_000).payload(20).toBytes();
        return List.of(
                Hex.bytes(Ipv4HeaderTest.LITERAL),
                v4().tcp(40_000, 443).flags(2).tcpOptions(Hex.bytes("020405b4 0402 080a 0000000100000000 01 030307")).toBytes(),
                v4().udp(40_000, 53).payload(30).toBytes(),
                v4().echoRequest(7, 1).payload(16).toBytes(),
                v4().icmp(3, 4).icmpRest(1_420).payload(embedded4).toBytes(),
                v6().tcp(40_000, 443).flags(2).tcpOptions(Hex.bytes("01020405 b4010101")).toBytes(),
                v6().extension(0, Hex.bytes("00 00 0502 0000 0100")).extension(44, Hex.bytes("00 00 0001 89abcdef"))
                        .extension(60, Hex.bytes("00 00 0104 00000000")).udp(40_000, 53).payload(30).toBytes(),
                v6().extension(43, Hex.bytes("00 02 0401 00000000 fd000001000000000000000000000001")).echoRequest(7, 1).toBytes(),
                v6().icmp(2, 0).icmpRest(1_420).payload(embedded6).toBytes());
    }

    private static PacketBuilder v4() {
        return PacketBuilder.ip("192.168.10.15", "10.100.10.15");
    }

    private static PacketBuilder v6() {
        return PacketBuilder.ip("fd00:100:10::15", "fd00:100:20::20");
    }

    @Test
    void noneThrows() {
        Mutator mutator = new Mutator(new Random(SEED));
        List<byte[]> originals = originals();
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = mutator.mutate(originals.get(i % originals.size()));
            try {
                fields.ipv4(Hex.segment(bytes));
                fields.ipv6(Hex.segment(bytes));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed %x, mutation %d: %s".formatted(SEED, i, HexFormat.of().formatHex(bytes)), e);
            }
        }
        assertThat(fields.sink()).as("something was read").isNotZero();
    }
}
