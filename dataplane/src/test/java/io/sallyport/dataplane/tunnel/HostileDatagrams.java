package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.Packets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A device with a live session that is thrown arbitrary bytes at. Whatever comes: no exception, no leak, nothing delivered. */
final class HostileDatagrams {

    private final TestNetwork network = new TestNetwork(12);
    private final Device sender = new Device(network, "192.0.2.1", 51821);
    private final Device target = new Device(network, "192.0.2.2", 51822);
    private final PacketBatch incoming = new PacketBatch(1);
    private final PacketBatch plain = new PacketBatch(64);
    private final PacketBatch replies = new PacketBatch(64);
    private final Endpoint from = Endpoint.of(sender.address);

    HostileDatagrams() {
        sender.adopt(target.asPeer());
        target.adopt(PeerSpecs.withoutEndpoints(sender.asPeer()));
        network.run(Duration.ofMillis(500));
        assertThat(target.state(0)).isEqualTo(PeerStates.UP);
    }

    /** One genuine message of each kind, all but the handshake's already taken: what mutations start from. */
    List<byte[]> genuine() {
        List<byte[]> messages = new ArrayList<>(network.log.stream().map(TestNetwork.Datagram::bytes).toList());
        network.lose(datagram -> true);
        sender.send(0, TestPackets.ipv4(100, 1));
        messages.add(network.log.getLast().bytes());
        byte[] cookie = new byte[Message.COOKIE_REPLY_LENGTH];
        Message.putInt(cookie, 0, Message.COOKIE_REPLY);
        System.arraycopy(messages.getFirst(), Message.SENDER, cookie, Message.COOKIE_RECEIVER, Integer.BYTES);
        messages.add(cookie);
        return messages;
    }

    /** Feeds the bytes as a train; returns how many packets it was taken for. */
    int feed(byte[] bytes, int segment) {
        Packet train = Packets.of(target.pool, bytes);
        train.segmentSize(segment);
        from.addressTo(train);
        incoming.add(train);
        int delivered = 0;
        while (!incoming.isEmpty()) {
            target.worker.open(incoming, plain, replies, network.nowNs());
            delivered += plain.size();
            plain.releaseAll();
        }
        replies.releaseAll();
        target.assertLeaksNothing();
        return delivered;
    }
}
