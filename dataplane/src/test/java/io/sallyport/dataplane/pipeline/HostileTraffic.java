package io.sallyport.dataplane.pipeline;

import static io.sallyport.dataplane.packet.PacketBuilder.ip;

import io.sallyport.dataplane.packet.Gso;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.wire.IpProtocol;
import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Good packets of every kind, mutated and sent by chance, each run repeatable by its seed. */
final class HostileTraffic {

    private final Random random;
    private final long seed;
    private final HostileGateway hostile = new HostileGateway();
    private final TestGateway gateway = hostile.gateway;
    private final List<byte[]> outbound = new ArrayList<>();
    private final List<byte[]> inbound = new ArrayList<>();

    HostileTraffic(long seed) {
        this.seed = seed;
        random = new Random(seed);
        addSeeds(TestGateway.HOST, TestGateway.REMOTE, outbound);
        addSeeds(TestGateway.NEIGHBOUR, TestGateway.HOST_NETWORK, outbound);
        addSeeds(TestGateway.GATEWAY, TestGateway.REMOTE, outbound);
        addSeeds(TestGateway.HOST6, TestGateway.REMOTE6, outbound);
        addSeeds(TestGateway.REMOTE, TestGateway.HOST_NETWORK, inbound);
        addSeeds(TestGateway.REMOTE, TestGateway.GATEWAY, inbound);
        addSeeds(TestGateway.REMOTE6, TestGateway.HOST6_NETWORK, inbound);
        addSeeds("10.100.20.1", TestGateway.NEIGHBOUR_NETWORK, inbound);
        addSeeds("192.168.99.1", TestGateway.REMOTE, outbound);
    }

    private static void addSeeds(String from, String to, List<byte[]> seeds) {
        byte[] mss = {1, 1, 2, 4, 5, (byte) 0xb4, 1, 0};
        seeds.add(ip(from, to).tcp(40_000, 443).payload(60).toBytes());
        seeds.add(ip(from, to).tcp(40_000, 22).flags(2).tcpOptions(mss).toBytes());
        seeds.add(ip(from, to).tcp(443, 40_000).flags(0x12).tcpOptions(mss).toBytes());
        seeds.add(ip(from, to).udp(5000, 53).payload(31).toBytes());
        seeds.add(ip(from, to).udp(5000, 53).withoutChecksum().payload(8).toBytes());
        seeds.add(ip(from, to).echoRequest(1, 2).payload(32).toBytes());
        seeds.add(ip(from, to).protocol(IpProtocol.ESP).payload(40).toBytes());
        seeds.add(ip(from, to).udp(1, 2).payload(1450).toBytes());
        seeds.add(ip(from, to).ttl(1).udp(1, 2).payload(100).toBytes());
        addErrors(from, to, seeds);
        if (from.indexOf(':') < 0) {
            seeds.add(ip(from, to).dontFragment().udp(1, 2).payload(1450).toBytes());
            seeds.add(ip(from, to).fragment(0, true).udp(1, 2).payload(64).toBytes());
            seeds.add(ip(from, to).fragment(1480, false).udp(1, 2).payload(64).toBytes());
            seeds.add(ip(from, to).ipOptions((byte) 7, (byte) 4, (byte) 4, (byte) 0).udp(1, 2).toBytes());
            seeds.add(ip(from, to).ipOptions((byte) 131, (byte) 4, (byte) 4, (byte) 0).udp(1, 2).toBytes());
        } else {
            byte[] options = {0, 0, 1, 4, 0, 0, 0, 0};
            seeds.add(ip(from, to).extension(IpProtocol.HOP_BY_HOP, options.clone())
                    .extension(IpProtocol.DESTINATION_OPTIONS, options.clone()).udp(1, 2).payload(9).toBytes());
            seeds.add(ip(from, to).extension(IpProtocol.FRAGMENT, new byte[] {0, 0, 0, 1, 0, 0, 0, 9}).udp(1, 2).payload(64)
                    .toBytes());
            seeds.add(ip(from, to).extension(IpProtocol.ROUTING, new byte[] {0, 0, 0, 1, 0, 0, 0, 9}).udp(1, 2).toBytes());
        }
    }

    /** Errors about a packet that went the other way. */
    private static void addErrors(String from, String to, List<byte[]> seeds) {
        boolean v6 = from.indexOf(':') >= 0;
        int[] types = v6 ? new int[] {1, 2, 3, 4} : new int[] {3, 4, 5, 11, 12};
        for (int type : types) {
            byte[] tcp = ip(to, from).tcp(443, 40_000).payload(20).toBytes();
            seeds.add(ip(from, to).icmp(type, 0).payload(tcp).toBytes());
            byte[] udp = ip(to, from).udp(53, 5000).payload(20).toBytes();
            seeds.add(ip(from, to).icmp(type, 0).payload(Arrays.copyOf(udp, v6 ? 48 : 28)).toBytes());
        }
    }

    void next(int number) {
        if (number % 4096 == 0) {
            changeConfiguration();
        }
        HostileGateway.Offload offload = random.nextInt(20) == 0 ? randomOffload() : null;
        try {
            if (random.nextBoolean()) {
                hostile.outbound(mutate(outbound), offload);
            } else {
                hostile.inbound(mutate(inbound), offload, random.nextInt(8) == 0 ? 1 : 0, random.nextInt(256));
            }
        } catch (AssertionError e) {
            throw new AssertionError("packet " + number + " of seed " + seed, e);
        }
    }

    private void changeConfiguration() {
        Optional<List<ForwardingPlan.AccessRule>> rules = random.nextBoolean() ? Optional.empty() : Optional.of(List.of(
                TestGateway.rule(Action.REJECT, Protocol.TCP, "any", "any", 22, 22),
                TestGateway.rule(Action.DROP, Protocol.UDP, "any", "any", 0, 1),
                TestGateway.rule(Action.ALLOW, Protocol.ANY, "any", "any")));
        gateway.adopt(TestGateway.plan(rules, new ForwardingOptions(
                random.nextBoolean(), random.nextInt(4) != 0, 20_000, new ForwardingPlan.Dscp(random.nextInt(65) - 1))));
        gateway.states[0] = random.nextInt(3);
        gateway.mtus[0] = 1280 + random.nextInt(300);
    }

    private byte[] mutate(List<byte[]> seeds) {
        byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
        int kind = random.nextInt(16);
        if (kind == 0) {
            random.nextBytes(bytes);
            bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
        } else if (kind == 1) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 32));
        } else if (kind < 12) {
            int flips = 1 + random.nextInt(4);
            for (int i = 0; i < flips; i++) {
                // mostly headers, where it matters
                bytes[random.nextInt(Math.min(bytes.length, 96))] = (byte) random.nextInt();
            }
        }
        if (random.nextInt(4) != 0) {
            repairIpv4Checksum(bytes);
        }
        return bytes;
    }

    /** Gets mutated headers past the first check. */
    static void repairIpv4Checksum(byte[] bytes) {
        if (bytes.length >= 20 && bytes[0] >> 4 == 4) {
            int end = Math.min(bytes.length, Math.max(20, (bytes[0] & 0xf) * 4));
            bytes[10] = 0;
            bytes[11] = 0;
            int checksum = ReferenceChecksum.checksum(bytes, 0, end);
            bytes[10] = (byte) (checksum >> 8);
            bytes[11] = (byte) checksum;
        }
    }

    private HostileGateway.Offload randomOffload() {
        return new HostileGateway.Offload(Gso.values()[random.nextInt(4)], random.nextInt(3) * 500, random.nextInt(64),
                random.nextInt(20));
    }

    long left() {
        return hostile.left();
    }

    long answered() {
        return gateway.count(Counter.ICMP_ERRORS_SENT);
    }

    int dropReasonsSeen() {
        return (int) Arrays.stream(DropReason.values()).filter(reason -> gateway.stats.get(reason) > 0).count();
    }

    String summary() {
        StringBuilder text = new StringBuilder("left: " + left() + ", answered: " + answered());
        for (DropReason reason : DropReason.values()) {
            if (gateway.stats.get(reason) > 0) {
                text.append(", ").append(reason.label()).append(": ").append(gateway.stats.get(reason));
            }
        }
        return text.toString();
    }
}
