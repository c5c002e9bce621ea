package io.sallyport.bench.demo;

import io.sallyport.bench.lab.Deadline;
import io.sallyport.bench.lab.Lab;
import io.sallyport.bench.lab.SeedNetwork;
import io.sallyport.bench.lab.Site.Host;
import io.sallyport.bench.lab.net.Background;
import io.sallyport.bench.lab.net.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Listens in the fabric to all that crosses the WAN, to show that nobody there learns what is inside. */
final class WanCapture {

    /** What the client says to every server: easy to find if it ever crossed the WAN in clear. */
    static final String MARKER = "sallyport-demo-nobody-on-the-wan-may-read-this";

    private static final Duration START = Duration.ofSeconds(10);
    private static final String TUNNEL = "udp port 51820";
    /** What any two neighbours on a cable say to each other. */
    private static final String NEIGHBOURS = "arp or icmp6";

    private final Background tcpdump;
    private final Path file;

    private WanCapture(Background tcpdump, Path file) {
        this.tcpdump = tcpdump;
        this.file = file;
    }

    static WanCapture start(Lab lab) {
        Path file = lab.sandbox().directory().resolve("wan.pcap");
        // -Z root: Debian's tcpdump would give up the right to write into our private directory
        Background tcpdump = lab.fabric().start("tcpdump", "tcpdump", "-Z", "root", "-ni", "any", "-U", "--immediate-mode",
                "-w", file.toString());
        Deadline.await(START, "the capture on the WAN", () -> tcpdump.logTail().contains("listening on"), tcpdump::logTail);
        return new WanCapture(tcpdump, file);
    }

    Check onlyTunnels() {
        return new Check("the WAN carries nothing but " + TUNNEL, () -> {
            tcpdump.close();
            long tunnel = count(TUNNEL);
            long other = count("not (" + TUNNEL + " or " + NEIGHBOURS + ")");
            Check.require(tunnel > 0, "the capture saw no tunnel packets at all");
            Check.require(other == 0, other + " other packets crossed the WAN; see " + file);
            return "all %,d packets captured in the fabric are %s".formatted(tunnel, TUNNEL);
        });
    }

    Check nothingReadable() {
        return new Check("the WAN never shows inner addresses or content", () -> {
            byte[] capture = read();
            for (Map.Entry<String, byte[]> secret : secrets().entrySet()) {
                Check.require(indexOf(capture, secret.getValue()) < 0, secret.getKey() + " was readable on the WAN");
            }
            return "the text sent and all address pairs sought in %,d bytes".formatted(capture.length);
        });
    }

    private long count(String filter) {
        return Command.of("tcpdump", "-Z", "root", "-nr", file.toString(), filter).output().lines().count();
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Source and destination stand side by side in an IP header, so pairs are searched: 4 bytes alone appear by chance. */
    private static Map<String, byte[]> secrets() {
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("the text sent", MARKER.getBytes(StandardCharsets.US_ASCII));
        Host client = SeedNetwork.client();
        for (Host server : SeedNetwork.servers()) {
            pair(secrets, client.network().v4(), server.network().v4());
            pair(secrets, client.local().v4(), server.network().v4());
            pair(secrets, client.network().v4(), server.local().v4());
            pair(secrets, client.network().v6(), server.network().v6());
        }
        return secrets;
    }

    private static void pair(Map<String, byte[]> secrets, String one, String other) {
        secrets.put(one + " → " + other, joined(one, other));
        secrets.put(other + " → " + one, joined(other, one));
    }

    private static byte[] joined(String source, String destination) {
        byte[] first = InetAddress.ofLiteral(source).getAddress();
        byte[] second = InetAddress.ofLiteral(destination).getAddress();
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static int indexOf(byte[] text, byte[] sought) {
        for (int i = 0; i <= text.length - sought.length; i++) {
            if (Arrays.mismatch(text, i, i + sought.length, sought, 0, sought.length) < 0) {
                return i;
            }
        }
        return -1;
    }
}
