package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.wire.Ipv4Header;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import io.sallyport.dataplane.wire.WireFault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FragmenterTest {

    private static final PacketPool POOL = new PacketPool(40); // once: its memory stays for good
    private static final long SEED = 0xf4a6_0001L;
    /** Record route (not copied), no-operation, router alert (copied), and padding. */
    private static final byte[] OPTIONS = {7, 3, 4, 1, (byte) 148, 4, 0, 0, 0, 0, 0, 0};

    private final PacketBatch into = new PacketBatch(32);
    private final Fragmenter fragmenter = new Fragmenter();
    private final Ipv4Header header = new Ipv4Header();

    @AfterEach
    void poolIsFullAgain() {
        into.releaseAll();
        assertThat(POOL.available()).isEqualTo(POOL.size());
    }

    private static PacketBuilder datagram(int payload) {
        return PacketBuilder.ip("192.168.10.15", "10.100.10.15").id(0x1234).tos(0xb8).udp(1, 2).payload(payload);
    }

    private List<byte[]> fragments(Packet packet, int mtu) {
        assertThat(fragmenter.fragment(packet, mtu, POOL, into)).isTrue();
        assertThat(into.size()).isEqualTo(fragmenter.count());
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < into.size(); i++) {
            all.add(Packets.bytes(into.get(i)));
        }
        return all;
    }

    /** Puts fragments in their places, as a receiver does, checking each header. */
    private byte[] reassemble(List<byte[]> fragments, int mtu) {
        byte[] payload = {};
        for (byte[] fragment : fragments) {
            assertThat(fragment.length).isLessThanOrEqualTo(mtu);
            Packet packet = Packets.of(POOL, fragment);
            assertThat(header.wrap(packet.memory(), packet.start(), packet.length()).check()).isEqualTo(WireFault.NONE);
            int headerLength = header.headerLength();
            assertThat(header.totalLength()).isEqualTo(fragment.length);
            assertThat(ReferenceChecksum.sum(fragment, 0, headerLength)).isEqualTo(0xffff);
            assertThat(header.moreFragments()).isEqualTo(fragment != fragments.getLast());
            int from = header.fragmentOffset();
            assertThat(from).isEqualTo(payload.length);
            payload = Arrays.copyOf(payload, from + fragment.length - headerLength);
            System.arraycopy(fragment, headerLength, payload, from, fragment.length - headerLength);
            packet.release();
        }
        return payload;
    }

    @Test
    void cutsAtTheLastUnitOfEightBytes() {
        List<byte[]> fragments = fragments(datagram(3_000).toPacket(POOL), 1_420);
        assertThat(fragments).extracting(bytes -> bytes.length).containsExactly(1_420, 1_420, 20 + 3_008 - 2 * 1_400);
        byte[] original = datagram(3_000).toBytes();
        assertThat(reassemble(fragments, 1_420)).isEqualTo(Arrays.copyOfRange(original, 20, original.length));
        assertThat(fragments.get(1)[1]).as("DSCP").isEqualTo((byte) 0xb8);
        assertThat(fragments.get(1)[5]).as("identification").isEqualTo((byte) 0x34);
    }

    @Test
    void everySizeAndMtuComesTogetherAgain() {
        Random random = new Random(SEED);
        for (int round = 0; round < 2_000; round++) {
            int mtu = 68 + random.nextInt(200);
            int length = random.nextInt(1_200);
            PacketBuilder builder = random.nextBoolean() ? datagram(length) : datagram(length).ipOptions(OPTIONS);
            byte[] original = builder.toBytes();
            List<byte[]> fragments = fragments(builder.toPacket(POOL), mtu);
            int header = (original[0] & 0xf) * 4;
            assertThat(reassemble(fragments, mtu)).as("seed %x, round %d, MTU %d, length %d", SEED, round, mtu, length)
                    .isEqualTo(Arrays.copyOfRange(original, header, original.length));
            into.releaseAll();
        }
    }

    @Test
    void aFragmentIsCutAgainInItsPlace() {
        Packet middle = datagram(1_000).fragment(2_960, true).toPacket(POOL);
        fragments(middle, 500);
        int expected = 2_960;
        for (int i = 0; i < into.size(); i++) {
            Packet packet = into.get(i);
            header.wrap(packet.memory(), packet.start(), packet.length());
            assertThat(header.fragmentOffset()).isEqualTo(expected);
            assertThat(header.moreFragments()).as("the original had more to come").isTrue();
            expected += packet.length() - 20;
        }
        assertThat(expected).isEqualTo(2_960 + 1_008);
    }

    @Test
    void onlyTheFirstFragmentHasOptionsThatAreNotCopied() {
        List<byte[]> fragments = fragments(datagram(200).ipOptions(OPTIONS).toPacket(POOL), 120);
        assertThat(Arrays.copyOfRange(fragments.get(0), 20, 32)).isEqualTo(OPTIONS);
        for (byte[] later : fragments.subList(1, fragments.size())) {
            assertThat(later[0]).isEqualTo((byte) 0x46);
            assertThat(Arrays.copyOfRange(later, 20, 24)).containsExactly(148, 4, 0, 0);
        }
    }

    @Test
    void completesAPartialChecksumFirst() {
        byte[] original = datagram(500).toBytes();
        assertThat(reassemble(fragments(datagram(500).partialChecksum().toPacket(POOL), 300), 300))
                .isEqualTo(Arrays.copyOfRange(original, 20, original.length));
    }

    @Test
    void fragmentsKnowWhatTheOriginalKnew() {
        Packet packet = datagram(500).toClassifiedPacket(POOL);
        packet.peer(7);
        packet.outerTrafficClass(0xb8);
        fragments(packet, 300);
        for (int i = 0; i < into.size(); i++) {
            Packet fragment = into.get(i);
            assertThat(fragment.peer()).isEqualTo(7);
            assertThat(fragment.outerTrafficClass()).isEqualTo(0xb8);
            assertThat(fragment.ipVersion()).isEqualTo(4);
            assertThat(fragment.protocol()).isEqualTo(17);
            assertThat(fragment.transportOffset()).isEqualTo(20);
            assertThat(fragment.fragment()).isTrue();
            assertThat(fragment.laterFragment()).isEqualTo(i > 0);
        }
    }

    @Test
    void aPacketThatFitsComesOutAsItIs() {
        byte[] original = datagram(100).toBytes();
        assertThat(fragments(datagram(100).toPacket(POOL), 128)).containsExactly(original);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"must not be fragmented", "IPv6", "for segmentation", "MTU without room", "malformed", "pool too small", "batch too small"})
    void leavesThePacketWithItsOwner(String why) {
        PacketBuilder builder = why.equals("IPv6") ? PacketBuilder.ip("fd00::1", "fd00::2").udp(1, 2).payload(500) : datagram(500);
        Consumer<Packet> spoil = packet -> { };
        int mtu = 300;
        PacketPool pool = POOL;
        PacketBatch batch = into;
        switch (why) {
            case "must not be fragmented" -> builder.dontFragment();
            case "for segmentation" -> builder.gso(100);
            case "MTU without room" -> mtu = 27;
            case "malformed" -> spoil = packet -> packet.length(packet.length() - 1);
            case "pool too small" -> pool = new PacketPool(1);
            case "batch too small" -> batch = new PacketBatch(1);
            default -> { }
        }
        Packet packet = builder.toPacket(POOL);
        spoil.accept(packet);
        assertThat(fragmenter.fragment(packet, mtu, pool, batch)).isFalse();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(pool.available()).isEqualTo(pool == POOL ? POOL.size() - 1 : pool.size());
        packet.release();
    }
}
