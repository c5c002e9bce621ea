package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketBuilder;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How datagrams line up for UDP_SEGMENT, and how batches that are too small are dealt with. */
class TrainsTest {

    private final TestNetwork network = new TestNetwork(8);
    private final Device a = new Device(network, "192.0.2.1", 51821);
    private final Device b = new Device(network, "192.0.2.2", 51822);
    private final Device c = new Device(network, "192.0.2.3", 51823);
    private final PacketBatch plain = new PacketBatch(200);
    private final PacketBatch trains = new PacketBatch(200);

    @BeforeEach
    void connect() {
        a.adopt(b.asPeer(), c.asPeer());
        b.adopt(a.asPeer());
        c.adopt(a.asPeer());
        network.run(Duration.ofMillis(500));
    }

    @AfterEach
    void nothingLeaks() {
        plain.releaseAll();
        trains.releaseAll();
        a.assertLeaksNothing();
        b.assertLeaksNothing();
    }

    private Packet add(int peer, byte[] ip) {
        Packet packet = Packets.of(a.pool, ip);
        packet.peer(peer);
        plain.add(packet);
        return packet;
    }

    private List<Integer> seal() {
        a.worker.seal(plain, trains, network.nowNs());
        return IntStream.range(0, trains.size()).mapToObj(i -> trains.get(i).length()).toList();
    }

    private static int datagram(int padded) {
        return padded + Message.DATA_MIN_LENGTH;
    }

    @Test
    void equalSizesShareATrainAndAShorterOneEndsIt() {
        for (int length : new int[] {100, 100, 110, 60, 100, 200}) { // padded: 112, 112, 112, 64, 112, 208
            add(0, TestPackets.ipv4(length, 1));
        }
        assertThat(seal()).containsExactly(3 * datagram(112) + datagram(64), datagram(112), datagram(208));
        assertThat(trains.get(0).segmentSize()).isEqualTo(datagram(112));
    }

    @Test
    void endpointsAndTrafficClassesDoNotMix() {
        add(0, TestPackets.ipv4(100, 1));
        add(1, TestPackets.ipv4(100, 2));
        add(1, TestPackets.ipv4(100, 3)).outerTrafficClass(2);
        add(1, TestPackets.ipv4(100, 4)).outerTrafficClass(2);
        assertThat(seal()).containsExactly(datagram(112), datagram(112), 2 * datagram(112));
        assertThat(trains.get(1).remoteLow()).isEqualTo(Endpoint.of(c.address).low());
        assertThat(trains.get(2).outerTrafficClass()).isEqualTo(2);
    }

    @Test
    void flowsToSeveralPeersMayAlternate() {
        for (int i = 0; i < 10; i++) {
            add(i % 2, TestPackets.ipv4(100, i));
        }
        assertThat(seal()).containsExactly(5 * datagram(112), 5 * datagram(112));
        network.transmit(a, trains);
        network.settle();
        assertThat(b.received).extracting(TestPackets::number).containsExactly(0, 2, 4, 6, 8);
        assertThat(c.received).extracting(TestPackets::number).containsExactly(1, 3, 5, 7, 9);
    }

    @Test
    void moreFlowsThanTrainsStayInOrder() {
        PeerSpec[] peers = new PeerSpec[TrainWriter.OPEN + 1];
        Device[] devices = new Device[peers.length];
        for (int i = 0; i < peers.length; i++) {
            devices[i] = new Device(network, "192.0.2.3", 51830 + i);
            devices[i].adopt(a.asPeer());
            peers[i] = devices[i].asPeer();
        }
        a.adopt(peers);
        network.run(Duration.ofMillis(500));
        for (int i = 0; i < 4 * peers.length; i++) {
            add(i % peers.length, TestPackets.ipv4(100, i));
        }
        seal();
        network.transmit(a, trains);
        network.settle();
        for (int i = 0; i < devices.length; i++) {
            assertThat(devices[i].received).extracting(TestPackets::number)
                    .containsExactly(i, i + peers.length, i + 2 * peers.length, i + 3 * peers.length);
        }
    }

    @Test
    void aTrainHas64DatagramsAtMost() {
        for (int i = 0; i < 65; i++) {
            add(0, TestPackets.ipv4(40, i));
        }
        assertThat(seal()).containsExactly(64 * datagram(48), datagram(48));
    }

    @Test
    void paddingEndsAtTheMtu() {
        add(0, TestPackets.ipv4(1_415, 1)); // would be 1 424, with an MTU of 1 420
        add(0, TestPackets.ipv4(1_450, 1)); // larger than the MTU: not padded at all
        assertThat(seal()).containsExactly(datagram(1_420), datagram(1_450));
    }

    @ParameterizedTest(name = "{0} bytes by {1}, {2} to {3}")
    @CsvSource({"60000, 1380, 192.168.1.1, 10.0.0.1", "60000, 1360, fd00::1, fd00::2", "65000, 536, 192.168.1.1, 10.0.0.1",
        "2761, 1380, 192.168.1.1, 10.0.0.1", "65000, 20000, 192.168.1.1, 10.0.0.1"})
    void superPacketsArriveAsIntactSegments(int length, int segment, String from, String to) {
        Packet packet = PacketBuilder.ip(from, to).tcp(40_000, 443).seq(7).payload(length).gso(segment).toPacket(a.pool);
        packet.peer(0);
        plain.add(packet);
        List<Integer> lengths = seal();
        assertThat(lengths).allSatisfy(train -> assertThat(train).isLessThanOrEqualTo(TrainWriter.MAX_LENGTH));
        if (segment == 1_380) {
            assertThat(lengths).hasSize(1);
        }
        network.transmit(a, trains);
        network.settle();
        assertThat(b.received).hasSize(Math.ceilDiv(length, segment))
                .allSatisfy(ip -> assertThat(ReferenceChecksum.faults(ip)).isEmpty());
    }

    @Test
    void partialChecksumsAreCompleted() {
        Packet packet = PacketBuilder.ip("192.168.1.1", "10.0.0.1").udp(1, 2).payload(33).partialChecksum().toPacket(a.pool);
        packet.peer(0);
        plain.add(packet);
        seal();
        network.transmit(a, trains);
        network.settle();
        assertThat(b.received).hasSize(1).allSatisfy(ip -> assertThat(ReferenceChecksum.faults(ip)).isEmpty());
    }

    @Test
    void whatDoesNotFitIsSealedWithTheNextCall() {
        PacketBatch small = new PacketBatch(2);
        for (int i = 0; i < 5; i++) {
            add(i % 2, TestPackets.ipv4(100, i));
        }
        int calls = 0;
        while (!plain.isEmpty()) {
            a.worker.seal(plain, small, network.nowNs());
            network.transmit(a, small);
            calls++;
        }
        network.settle();
        assertThat(calls).isEqualTo(3);
        assertThat(b.received).extracting(TestPackets::number).containsExactly(0, 2, 4);
        assertThat(c.received).extracting(TestPackets::number).containsExactly(1, 3);
    }

    @Test
    void whatDoesNotFitIsOpenedWithTheNextCall() {
        for (int i = 0; i < 10; i++) {
            add(0, TestPackets.ipv4(100, i));
        }
        seal();
        Packet train = trains.get(0);
        Endpoint.of(a.address).addressTo(train);
        PacketBatch few = new PacketBatch(3);
        PacketBatch replies = new PacketBatch(1);
        int calls = 0;
        int opened = 0;
        while (!trains.isEmpty()) {
            b.worker.open(trains, few, replies, network.nowNs());
            opened += few.size();
            few.releaseAll();
            calls++;
        }
        assertThat(opened).isEqualTo(10);
        assertThat(calls).isEqualTo(4);
    }

    @Test
    void markingsOfTheOuterHeaderComeThrough() {
        add(0, TestPackets.ipv4(100, 1));
        seal();
        byte[] sealed = Packets.bytes(trains.get(0));
        Packet train = Packets.of(b.pool, sealed);
        Endpoint.of(a.address).addressTo(train);
        train.outerTrafficClass(0x2b);
        PacketBatch incoming = Packets.batch(1, train);
        PacketBatch opened = new PacketBatch(1);
        b.worker.open(incoming, opened, new PacketBatch(1), network.nowNs());
        assertThat(opened.get(0).outerTrafficClass()).isEqualTo(0x2b);
        assertThat(opened.get(0).peer()).isZero();
        opened.releaseAll();
    }
}
