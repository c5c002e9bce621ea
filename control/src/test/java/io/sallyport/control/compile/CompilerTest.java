package io.sallyport.control.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Endpoint;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.Warning;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.pipeline.ForwardingPlan.NatRow;
import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CompilerTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Compiler compiler = new Compiler(new DnsResolver(CompilerTest::lookup, LIMIT));

    private static InetAddress[] lookup(String name) throws UnknownHostException {
        if (name.equals("edge1.example.net")) {
            return new InetAddress[] {IpAddress.parse("203.0.113.7").toInetAddress(), IpAddress.parse("2001:db8::7").toInetAddress()};
        }
        throw new UnknownHostException(name);
    }

    @Test
    void theSeedSeenFromAws() {
        Compiled compiled = compile("aws", "", "");
        ForwardingPlan plan = compiled.snapshot().plan();

        assertThat(compiled.snapshot().version()).isEqualTo(7);
        assertThat(compiled.snapshot().identity()).isEqualTo(SeedNetwork.keyOf("AWSCluster"));
        assertThat(compiled.snapshot().peers()).extracting(PeerSpec::name).containsExactly("EdgeCluster1", "EdgeCluster2", "EdgeCluster3");
        assertThat(compiled.snapshot().peers().getFirst()).isEqualTo(new PeerSpec(
                "EdgeCluster1", SeedNetwork.publicKeyOf("EdgeCluster1"), Optional.empty(),
                List.of(new InetSocketAddress("198.51.100.11", 51820)), CipherSuite.CHACHA20_POLY1305, 25, 1420));
        assertThat(plan.peerCount()).isEqualTo(3);
        assertThat(plan.natRows()).containsExactly(
                new NatRow(IpPrefix.parse("192.168.10.15/32"), IpPrefix.parse("10.100.100.15/32")));
        assertThat(plan.ownPrefixes()).containsExactly(IpPrefix.parse("10.100.100.0/24"));
        assertThat(plan.ownAddresses()).containsExactly(IpAddress.parse("10.100.100.1"));
        assertThat(plan.accessRules()).isEmpty();
        assertThat(plan.routes()).containsExactlyInAnyOrder(
                new ForwardingPlan.Route(IpPrefix.parse("10.100.10.0/24"), 0, 100),
                new ForwardingPlan.Route(IpPrefix.parse("10.100.20.0/24"), 1, 100),
                new ForwardingPlan.Route(IpPrefix.parse("10.100.30.0/24"), 2, 100),
                new ForwardingPlan.Route(IpPrefix.parse("10.100.10.1/32"), 0, 1),
                new ForwardingPlan.Route(IpPrefix.parse("10.100.20.1/32"), 1, 1),
                new ForwardingPlan.Route(IpPrefix.parse("10.100.30.1/32"), 2, 1));
        assertThat(compiled.options()).isEqualTo(new EngineOptions("sp0", 1500, 51820, 1, List.of(), false, true, 2048));
        assertThat(compiled.usesNames()).isFalse();
    }

    @Test
    void membersAreReachedThroughTheirCluster() {
        Compiled aws = compile("aws", "{\"name\": \"edge1-b\"}", "{\"name\": \"edge1-b\", \"address\": \"10.100.10.3\"}");
        Compiled edge = compile("edge1", "{\"name\": \"edge1-a\"}", "{\"name\": \"edge1-a\", \"address\": \"10.100.10.2\"}");

        assertThat(aws.snapshot().plan().routes()).contains(new ForwardingPlan.Route(IpPrefix.parse("10.100.10.3/32"), 0, 1));
        assertThat(edge.snapshot().plan().ownAddresses())
                .containsExactly(IpAddress.parse("10.100.10.2"), IpAddress.parse("10.100.10.1"));
    }

    @Test
    void aNameResolvesOrIsAWarning() {
        Compiled compiled = compile("aws", "\"198.51.100.11:51820\"", "\"edge1.example.net:51820\", \"gone.example.net:1\"");

        assertThat(compiled.snapshot().peers().getFirst().endpoints()).containsExactly(
                new InetSocketAddress("203.0.113.7", 51820), new InetSocketAddress("2001:db8::7", 51820));
        assertThat(compiled.usesNames()).isTrue();
        assertThat(compiled.warnings()).extracting(Warning::message).singleElement().asString()
                .startsWith("the endpoint gone.example.net:1 of EdgeCluster1 does not resolve now");
    }

    @Test
    void aesIsForPairsThatBothAskForIt() {
        String both = new String(SeedNetwork.document("aws"), StandardCharsets.UTF_8)
                .replaceAll("(\"name\": \"(AWSCluster|EdgeCluster2)\",)", "$1 \"cipher\": \"aes-256-gcm\",");

        assertThat(compile(both).snapshot().peers()).extracting(PeerSpec::cipher).containsExactly(
                CipherSuite.CHACHA20_POLY1305, CipherSuite.AES_256_GCM, CipherSuite.CHACHA20_POLY1305);
    }

    @Test
    void ofTwoEndsTheShorterKeepaliveAndTheSmallerMtuHold() {
        Compiled compiled = compile("aws", "\"name\": \"EdgeCluster2\",", "\"name\": \"EdgeCluster2\", \"mtu\": 1300,");
        Compiled silent = compile(new String(SeedNetwork.document("aws"), StandardCharsets.UTF_8)
                .replace(", \"persistentKeepalive\": 25}", "}")
                .replace("\"name\": \"EdgeCluster3\",", "\"name\": \"EdgeCluster3\", \"persistentKeepalive\": 10,"));

        assertThat(compiled.snapshot().peers()).extracting(PeerSpec::mtu).containsExactly(1420, 1300, 1420);
        assertThat(silent.snapshot().peers()).extracting(PeerSpec::keepaliveSeconds).containsExactly(0, 0, 10);
    }

    @Test
    void presharedKeysAndRulesAreCarriedOver() {
        Compiled compiled = compile("aws", "\"node\": {\"name\": \"aws-a\",", """
                "node": {"name": "aws-a", "presharedKeys": [{"peer": "EdgeCluster3", "file": "/keys/pair.psk"}],""");
        Compiled ruled = compile("aws", "\"networkCidr\": \"10.100.0.0/16\",", """
                "networkCidr": "10.100.0.0/16", "accessRules": [
                  {"line": 10, "action": "reject", "protocol": "tcp", "dest": "10.100.10.15", "ports": "22,8000-8100"}],""");

        assertThat(compiled.snapshot().peers()).extracting(PeerSpec::presharedKey)
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of(SeedNetwork.keyOf("pair")));
        assertThat(ruled.snapshot().plan().accessRules().orElseThrow()).containsExactly(new ForwardingPlan.AccessRule(
                10, ForwardingPlan.Action.REJECT, ForwardingPlan.Protocol.TCP, Optional.empty(),
                Optional.of(IpPrefix.parse("10.100.10.15/32")), List.of(new PortRange(22, 22), new PortRange(8000, 8100))));
    }

    @Test
    void aSlowNameServerHoldsNothingBack() {
        DnsResolver resolver = new DnsResolver(name -> {
            while (true) {
                LockSupport.park(); // an answer never comes
            }
        }, Duration.ofMillis(1));
        Endpoint slow = Endpoint.parse("slow.example.net:1");
        Endpoint literal = Endpoint.parse("[2001:db8::1]:2");

        assertThat(resolver.resolve(List.of(slow, literal)))
                .containsEntry(slow, List.of())
                .containsEntry(literal, List.of(new InetSocketAddress("2001:db8::1", 2)));
    }

    private Compiled compile(String site, String text, String replacement) {
        byte[] document = text.isEmpty() ? SeedNetwork.document(site) : SeedNetwork.edited(site, text, replacement);
        return compile(new String(document, StandardCharsets.UTF_8));
    }

    private Compiled compile(String document) {
        ReadResult result = new ConfigReader(SeedNetwork.keyFiles()).read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        Configuration configuration = ((ReadResult.Valid) result).configuration();
        return compiler.compile(configuration, SeedNetwork.keyFiles(), 7);
    }
}
