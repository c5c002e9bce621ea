package io.sallyport.bench.lab.vpc.fabric;

import io.sallyport.bench.lab.net.Command;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The source/destination checks, cuts, and the marks by which frames remember their next hop, as one nftables ruleset that is
 * replaced in one transaction. An address is an interface's own when the main table leads to it over the interface's cable.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html">source/destination checks</a>
 */
final class PacketFilter {

    /** The first two bytes of MAC addresses that stand for next hops: locally administered, unicast. */
    static final int NEXT_HOP_MAC = 0x0253;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PacketFilter() {
    }

    /** @param devices all cables that ever were an interface's; what has no interface any more sends nothing */
    static void apply(Collection<NetworkInterface> interfaces, Set<String> devices, Set<Cut> cuts) {
        Command.of("nft", "-f", "-").reading(ruleset(interfaces, devices, cuts)).output();
    }

    static String ruleset(Collection<NetworkInterface> interfaces, Set<String> devices, Set<Cut> cuts) {
        StringBuilder rules = new StringBuilder("""
                add table inet vpc
                add chain inet vpc sources { type filter hook prerouting priority raw; }
                add chain inet vpc destinations { type filter hook forward priority filter; }
                add chain inet vpc answers { type filter hook output priority filter; }
                flush chain inet vpc sources
                flush chain inet vpc destinations
                flush chain inet vpc answers
                """);
        Map<String, String> deviceOf = new HashMap<>();
        interfaces.forEach(eni -> deviceOf.put(eni.id(), eni.device()));
        cuts.forEach(cut -> rules.append(cut(deviceOf.getOrDefault(cut.from(), ""), deviceOf.getOrDefault(cut.to(), ""))));
        rules.append("""
                add rule inet vpc sources ip6 saddr fe80::/10 accept
                add table netdev vpc
                """);
        for (NetworkInterface eni : interfaces) {
            rules.append(checks(eni.device(), eni.sourceDestCheck()));
        }
        devices.stream().filter(device -> interfaces.stream().noneMatch(eni -> eni.device().equals(device)))
                .forEach(device -> rules.append("add rule inet vpc sources iifname \"%s\" drop%n".formatted(device)));
        return rules.toString();
    }

    /** Devices; one that is empty stands for all, and for EC2 and IMDS. */
    private static String cut(String from, String to) {
        if (to.isEmpty()) {
            return "add rule inet vpc sources iifname \"%s\" drop%n".formatted(from);
        }
        if (from.isEmpty()) {
            return """
                    add rule inet vpc destinations oifname "%1$s" drop
                    add rule inet vpc answers oifname "%1$s" drop
                    """.formatted(to);
        }
        return "add rule inet vpc destinations iifname \"%s\" oifname \"%s\" drop%n".formatted(from, to);
    }

    private static String checks(String device, boolean check) {
        String marks = """
                add counter inet vpc source-%1$s
                add counter inet vpc destination-%1$s
                add chain netdev vpc from-%1$s { type filter hook ingress device "%1$s" priority 0; }
                flush chain netdev vpc from-%1$s
                add rule netdev vpc from-%1$s @ll,0,16 0x%2$04x meta pkttype set host meta mark set @ll,16,32
                """.formatted(device, NEXT_HOP_MAC);
        return !check ? marks : marks + """
                add rule inet vpc sources iifname "%1$s" fib saddr . iif oif missing counter name source-%1$s drop
                add rule inet vpc destinations oifname "%1$s" fib daddr oifname != "%1$s" counter name destination-%1$s drop
                """.formatted(device);
    }

    /** Packets that the checks have dropped, by {@code source-<device>} and {@code destination-<device>}. */
    static SortedMap<String, Long> drops() {
        SortedMap<String, Long> drops = new TreeMap<>();
        JsonNode listing = JSON.readTree(Command.of("nft", "-j", "list", "counters", "table", "inet", "vpc").output());
        for (JsonNode entry : listing.path("nftables")) {
            JsonNode counter = entry.path("counter");
            if (counter.isObject()) {
                drops.put(counter.path("name").asString(), counter.path("packets").asLong());
            }
        }
        return drops;
    }
}
