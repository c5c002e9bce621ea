package io.sallyport.dataplane.cases;

import io.sallyport.dataplane.cases.PacketCase.Peer;
import io.sallyport.dataplane.cases.PacketCase.Side;
import io.sallyport.dataplane.cases.PacketCase.Step;
import io.sallyport.dataplane.cases.PacketCase.Traffic;
import io.sallyport.dataplane.pipeline.PeerView;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads a case file; its grammar stands in {@code src/test/resources/cases/README.md}. */
final class CaseReader {

    private final Path file;
    private final PlanText plan = new PlanText();
    private final List<Peer> peers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    /** The packet whose bytes are being read; null while there is none. */
    private ByteArrayOutputStream bytes;
    private List<byte[]> packets;
    private int lineNumber;

    private CaseReader(Path file) {
        this.file = file;
    }

    static PacketCase read(Path file) throws IOException {
        return new CaseReader(file).read();
    }

    private PacketCase read() throws IOException {
        for (String line : Files.readAllLines(file)) {
            lineNumber++;
            String text = line.replaceFirst("#.*", "").stripTrailing();
            try {
                if (text.startsWith(" ")) {
                    hex(text.strip().split("\\s+"));
                } else if (!text.isEmpty()) {
                    endPacket();
                    statement(text.split("\\s+"));
                }
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(file.getFileName() + ":" + lineNumber + ": " + line, e);
            }
        }
        endPacket();
        return new PacketCase(plan.toPlan(peers.size()), peers, steps);
    }

    private void statement(String[] words) {
        switch (words[0]) {
            case "peer" -> peers.add(peer(words));
            case "from" -> steps.add(new Step(lineNumber, traffic(words), new ArrayList<>(),
                    new EnumMap<>(DropReason.class), new EnumMap<>(Counter.class)));
            case "to" -> step().expected().add(traffic(words));
            case "drop" -> step().drops().merge(DropReason.valueOf(upper(words[1])), 1L, Long::sum);
            case "count" -> step().counters().put(Counter.valueOf(upper(words[1])), Long.parseLong(words[2]));
            default -> plan.statement(words);
        }
    }

    private Step step() {
        return steps.getLast();
    }

    /** {@code peer 0 up mtu 1420} */
    private Peer peer(String[] words) {
        if (Integer.parseInt(words[1]) != peers.size()) {
            throw new IllegalArgumentException("peers are numbered from 0 as they come");
        }
        int state = switch (words[2]) {
            case "up" -> PeerView.UP;
            case "connecting" -> PeerView.CONNECTING;
            case "down" -> PeerView.DOWN;
            default -> throw new IllegalArgumentException("a peer is up, connecting or down");
        };
        return new Peer(state, Integer.parseInt(words[4]));
    }

    /** {@code lan} or {@code tunnel peer 0}, then {@code tos 2e}, {@code any-checksum}, {@code capture file.pcap} */
    private Traffic traffic(String[] words) {
        int peer = 0;
        int tos = Traffic.ANY_TOS;
        boolean checksummed = true;
        packets = new ArrayList<>();
        for (int i = 2; i < words.length; i++) {
            switch (words[i]) {
                case "peer" -> peer = Integer.parseInt(words[++i]);
                case "tos" -> tos = Integer.parseInt(words[++i], 16);
                case "any-checksum" -> checksummed = false;
                case "capture" -> packets.addAll(CaptureFile.read(file.resolveSibling(words[++i])));
                default -> throw new IllegalArgumentException("unknown word " + words[i]);
            }
        }
        return new Traffic(Side.valueOf(upper(words[1])), peer, tos, checksummed, packets);
    }

    /** Hexadecimal bytes; {@code 61*37} is one of them many times. */
    private void hex(String[] words) {
        if (bytes == null) {
            bytes = new ByteArrayOutputStream();
        }
        for (String word : words) {
            int star = word.indexOf('*');
            byte[] part = HexFormat.of().parseHex(star < 0 ? word : word.substring(0, star));
            int times = star < 0 ? 1 : Integer.parseInt(word.substring(star + 1));
            for (int i = 0; i < times; i++) {
                bytes.writeBytes(part);
            }
        }
    }

    private void endPacket() {
        if (bytes != null) {
            packets.add(bytes.toByteArray());
            bytes = null;
        }
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
