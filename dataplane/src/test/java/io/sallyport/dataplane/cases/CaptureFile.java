package io.sallyport.dataplane.cases;

import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.packet.PacketPool;
import io.sallyport.dataplane.packet.Packets;
import io.sallyport.dataplane.port.pcap.LinkType;
import io.sallyport.dataplane.port.pcap.PcapPort;
import io.sallyport.dataplane.stats.WorkerStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The IP packets of a capture, read by the product's own port over capture files. */
final class CaptureFile {

    private static final int BATCH = 8;

    private CaptureFile() {
    }

    static List<byte[]> read(Path capture) {
        List<byte[]> packets = new ArrayList<>();
        PacketBatch batch = new PacketBatch(BATCH);
        try {
            Path unused = Files.createTempFile("unused", ".pcap");
            try (PcapPort port = PcapPort.open(capture, unused, LinkType.RAW, InstantSource.fixed(Instant.EPOCH),
                    new PacketPool(BATCH), new WorkerStats())) {
                while (port.read(batch) > 0) {
                    for (int i = 0; i < batch.size(); i++) {
                        packets.add(Packets.bytes(batch.get(i)));
                    }
                    batch.releaseAll();
                }
            } finally {
                Files.delete(unused);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packets;
    }
}
