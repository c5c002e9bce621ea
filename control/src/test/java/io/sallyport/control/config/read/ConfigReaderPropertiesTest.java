package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.AccessRule;
import io.sallyport.control.config.ConfigDiff;
import io.sallyport.control.config.ConfigJson;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Connector.BindMode;
import io.sallyport.control.config.Endpoint;
import io.sallyport.control.config.Host;
import io.sallyport.control.config.InsideNat;
import io.sallyport.control.config.LocalNode;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.config.Node;
import io.sallyport.control.config.Ports;
import io.sallyport.control.config.Route;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.Service;
import io.sallyport.control.config.ServiceTarget;
import io.sallyport.dataplane.l4.plan.HeaderRepeat;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Dscp;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for any configuration, and for any damage to a document. */
class ConfigReaderPropertiesTest {

    private final ConfigReader reader = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine());

    /** A failure names its seed: the argument of the run that failed. */
    static LongStream seeds() {
        return new Random(0x5a11_1900_0001L).longs(200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aValidConfigurationReadsBackAsItself(long seed) {
        Random random = new Random(seed);
        Configuration configuration = configuration(1 + random.nextInt(6), random.nextInt(41), random);

        ReadResult result = reader.read(ConfigJson.mapper().writeValueAsBytes(configuration));

        assertThat(result).isInstanceOfSatisfying(ReadResult.Valid.class, valid -> {
            assertThat(valid.configuration()).isEqualTo(configuration);
            assertThat(ConfigDiff.between(Optional.of(configuration), valid.configuration()).isEmpty()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aDamagedDocumentIsReadOrRefusedButNeverBreaksTheReader(long seed) {
        Random random = new Random(seed);
        int edits = 1 + random.nextInt(4);
        String document = new String(SeedNetwork.document("edge1"), StandardCharsets.UTF_8);
        String[] pieces = {"", "null", "0", "-1", "1e999", "\"\"", "[]", "{}", "true", "\"10.100.0.0/16\"",
            ",", "\u0000", "99999999999999999999"};
        for (int i = 0; i < edits; i++) {
            String[] tokens = document.split("(?<=[\\s:,\\[\\]{}])|(?=[:,\\[\\]{}])");
            tokens[random.nextInt(tokens.length)] = pieces[random.nextInt(pieces.length)];
            document = String.join("", tokens);
        }

        ReadResult result = reader.read(document.getBytes(StandardCharsets.UTF_8));

        if (result instanceof ReadResult.Invalid invalid) {
            assertThat(invalid.faults()).isNotEmpty().allSatisfy(fault -> {
                assertThat(fault.pointer()).matches("(/.*)?");
                assertThat(fault.message()).isNotBlank();
            });
        }
    }

    private static Configuration configuration(int nodes, int rows, Random random) {
        List<Node> gateways = IntStream.range(0, nodes).mapToObj(i -> node(i, random)).toList();
        List<Route> routes = IntStream.range(0, rows)
                .mapToObj(i -> new Route(prefix("10.1.%d.0/24", i), "n" + random.nextInt(nodes), 1 + random.nextInt(200), "route " + i))
                .toList();
        List<InsideNat> nats = IntStream.range(0, rows)
                .mapToObj(i -> new InsideNat(prefix("192.168.0.%d/32", i), prefix("10.1.%d.7/32", i), "n" + random.nextInt(nodes), ""))
                .toList();
        Optional<List<AccessRule>> rules = random.nextBoolean()
                ? Optional.empty()
                : Optional.of(IntStream.range(0, rows).mapToObj(i -> rule(i, random)).toList());
        ForwardingOptions forwarding = new ForwardingOptions(
                random.nextBoolean(), random.nextBoolean(), 1 + random.nextInt(100_000), new Dscp(random.nextInt(65) - 1));
        Network network = new Network("random", List.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("fd00::/8")),
                gateways, List.of(), routes, nats, rules, forwarding);
        LocalNode local = new LocalNode("n0", Path.of("/keys/n0.key"), 1 + random.nextInt(65_535), 2, List.of(1, 0),
                random.nextBoolean(), random.nextBoolean(), 256 + random.nextInt(1000),
                new LocalNode.Tun("sp7", 1280 + random.nextInt(8000)),
                IntStream.range(1, nodes).mapToObj(i -> new LocalNode.PresharedKey("n" + i, Path.of("/keys/p" + i + ".psk"))).toList(),
                1 + random.nextInt(65_535), 1 + random.nextInt(1_000_000),
                TransportChoice.values()[random.nextInt(3)]);
        NetworkInterface wan = new NetworkInterface("eth0", NetworkInterface.Role.WAN, List.of(), false, List.of());
        NetworkInterface lan = new NetworkInterface("eth1", NetworkInterface.Role.LAN,
                List.of(IpAddress.parse("172.16.0.50"), IpAddress.parse("2001:db8::50")), random.nextBoolean(),
                List.of(new NetworkInterface.InterfaceRoute(IpPrefix.parse("192.0.2.0/24"), IpAddress.parse("172.16.0.1"), "")));
        return new Configuration(network, local, List.of(wan, lan),
                IntStream.range(0, rows).mapToObj(i -> connector(i, random)).toList(),
                List.of(service(TransportProtocol.TCP, random), service(TransportProtocol.UDP, random)), Optional.empty());
    }

    private static Connector connector(int number, Random random) {
        TransportProtocol protocol = TransportProtocol.values()[random.nextInt(2)];
        Optional<BindMode> bind = random.nextBoolean()
                ? Optional.empty() : Optional.of(BindMode.values()[random.nextInt(3)]);
        return new Connector("c" + number, random.nextBoolean(), protocol, Optional.of("eth1"), bind, 100 + number, "local",
                ServiceTarget.parse(random.nextBoolean() ? "s-" + protocol : "[2001:db8::15]:" + (1 + random.nextInt(65_535))),
                random.nextInt(1_000_000), random.nextBoolean() ? List.of() : List.of(prefix("10.2.%d.0/24", number)),
                random.nextBoolean() ? ProxyProtocol.OFF : ProxyProtocol.V2, random.nextInt(1_000_000), random.nextInt(604_800),
                "connector " + number);
    }

    private static Service service(TransportProtocol protocol, Random random) {
        return new Service("s-" + protocol, random.nextBoolean(), protocol,
                Host.parse(random.nextBoolean() ? "backend.example.net" : "10.7.0.1"), 1 + random.nextInt(65_535),
                Optional.of("eth1"), random.nextBoolean(), 1 + random.nextInt(300),
                random.nextBoolean() ? ProxyProtocol.OFF : ProxyProtocol.V2, HeaderRepeat.values()[random.nextInt(2)],
                random.nextBoolean() ? List.of() : List.of("n0"), "");
    }

    private static Node node(int number, Random random) {
        List<IpAddress> addresses = random.nextBoolean()
                ? List.of()
                : List.of(IpAddress.parse("10.9.0." + number), IpAddress.parse("fd00::" + number));
        return new Node("n" + number, addresses, Optional.of(SeedNetwork.publicKeyOf("n" + number)),
                List.of(new Endpoint("gw%d.example.net".formatted(number), 1 + random.nextInt(65_535)), new Endpoint("2001:db8::1", 5)),
                CipherSuite.values()[random.nextInt(2)], random.nextInt(65_536), 1280 + random.nextInt(7_000), "site " + number);
    }

    private static AccessRule rule(int number, Random random) {
        Protocol protocol = Protocol.values()[random.nextInt(4)];
        boolean ports = protocol == Protocol.TCP || protocol == Protocol.UDP;
        return new AccessRule(10 * number + 1 + random.nextInt(10), Action.values()[random.nextInt(3)], protocol,
                random.nextBoolean() ? Optional.empty() : Optional.of(prefix("10.2.%d.0/24", number)),
                random.nextBoolean() ? Optional.empty() : Optional.of(prefix("10.3.%d.0/24", number)),
                ports ? Optional.of(Ports.parse("22,80-90")) : Optional.empty(), "");
    }

    private static IpPrefix prefix(String pattern, int number) {
        return IpPrefix.parse(pattern.formatted(number));
    }
}
