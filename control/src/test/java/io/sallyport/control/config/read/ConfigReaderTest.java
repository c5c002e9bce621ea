package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.control.config.ConfigJson;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Fault;
import io.sallyport.control.config.InsideNat;
import io.sallyport.control.config.LocalCluster;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.Warning;
import io.sallyport.dataplane.pipeline.ForwardingPlan.ForwardingOptions;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.wire.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {

    private final ConfigReader reader = new ConfigReader(SeedNetwork.keyFiles());

    @ParameterizedTest
    @ValueSource(strings = {"aws", "edge1", "edge2", "edge3"})
    void theSeedNetworkIsValidAtEverySite(String site) {
        ReadResult.Valid valid = valid(SeedNetwork.document(site));

        assertThat(valid.warnings()).isEmpty();
        assertThat(valid.configuration().network().clusters()).hasSize(4);
        assertThat(valid.configuration().network().insideNats()).contains(new InsideNat(
                IpPrefix.parse("172.16.20.20/32"), IpPrefix.parse("10.100.20.20/32"), "EdgeCluster2",
                "SFTP server behind EdgeCluster2 nodes"));
    }

    @Test
    void whatTheDocumentLeavesOutIsTheSchemasDefault() {
        Configuration configuration = valid(SeedNetwork.document("aws")).configuration();

        assertThat(configuration.network().routes().getFirst().metric()).isEqualTo(100);
        assertThat(configuration.network().nodes().getFirst().address()).isEmpty();
        assertThat(configuration.network().clusters().getFirst().cipher()).isEqualTo(CipherSuite.CHACHA20_POLY1305);
        assertThat(configuration.network().clusters().getFirst().mtu()).isEqualTo(1420);
        assertThat(configuration.network().accessRules()).isEmpty();
        assertThat(configuration.network().forwarding()).isEqualTo(ForwardingOptions.DEFAULT);
        assertThat(configuration.node().tun().name()).isEqualTo("sp0");
        assertThat(configuration.node().listenPort()).isEqualTo(51820);
        assertThat(configuration.node().offloads()).isTrue();
    }

    @Test
    void theNormalFormReadsBackAsTheSameConfiguration() {
        Configuration configuration = valid(SeedNetwork.document("edge2")).configuration();

        byte[] normal = ConfigJson.mapper().writeValueAsBytes(configuration);

        assertThat(valid(normal).configuration()).isEqualTo(configuration);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"network": {"name": "a",}, "node": {}}          | line 1, column 26
            {"network": {"name": "a", "name": "b"}}          | line 1, column 33
            {"network":                                      | line 1, column
            {} {}                                            | line 1, column 4
            """)
    void aSyntaxErrorNamesItsLineAndColumn(String document, String place) {
        assertThat(faults(document)).singleElement().extracting(Fault::message).asString().contains(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "\"text\"", "7", "\u0000", "{\"network\""})
    void whatIsNoObjectIsOneFault(String document) {
        assertThat(faults(document)).hasSize(1);
    }

    @Test
    void nestingIsLimited() {
        assertThat(faults("{\"network\":" + "[".repeat(100_000))).singleElement()
                .extracting(Fault::message).asString().contains("nesting depth");
    }

    @Test
    void aDocumentThatIsTooLargeIsNotParsed() {
        assertThat(reader.read(new byte[ConfigReader.MAX_BYTES + 1])).isInstanceOfSatisfying(ReadResult.Invalid.class,
                invalid -> assertThat(invalid.faults()).singleElement().extracting(Fault::limit).isEqualTo("at most 67108864 bytes"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e200", "-1e200", "1e400", "99999999999999999999999999999999", "9007199254740993"})
    void aHugeNumberIsAFaultAtItsPlace(String number) {
        byte[] workers = SeedNetwork.edited("aws", "\"node\": {", "\"node\": {\"workers\": " + number + ",");
        byte[] cpus = SeedNetwork.edited("aws", "\"node\": {", "\"node\": {\"cpus\": [" + number + "],");

        assertThat(invalid(workers).faults()).extracting(Fault::pointer).containsExactly("/node/workers");
        assertThat(invalid(cpus).faults()).extracting(Fault::pointer).containsExactly("/node/cpus/0");
    }

    @Test
    void whatIsNotUtf8IsSaidSo() {
        byte[] latin1 = "{\"network\": {\"name\": \"caf\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(invalid(latin1).faults()).singleElement().extracting(Fault::message).asString().contains("not UTF-8");
        assertThat(faults(new String("{}".getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_8))).hasSize(1);
    }

    @Test
    void aMisplacedSecretIsNotRepeated() {
        byte[] document = SeedNetwork.edited("aws", "\"privateKeyFile\":", "\"privateKey\": \"c2VjcmV0\", \"privateKeyFile\":");

        assertThat(invalid(document).faults()).singleElement()
                .isEqualTo(new Fault("/node/privateKey", "", "", "'privateKey' is not a field here; did you mean 'privateKeyFile'?"));
    }

    @Test
    void onlySoManyFaultsAreListed() {
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            routes.append("{\"networkCidr\": \"10.100.0.0/33\", \"node\": \"AWSClutser\"},");
        }
        byte[] document = SeedNetwork.edited("aws", "\"routes\": [", "\"routes\": [" + routes);

        List<Fault> faults = invalid(document).faults();

        assertThat(faults).hasSize(Findings.MAX_LISTED + 1);
        assertThat(faults.getLast().message()).isEqualTo("and 9000 more faults; repair these first");
    }

    @Test
    void warningsDoNotStandInTheWay() {
        byte[] document = SeedNetwork.edited("aws",
                "{\"networkCidr\": \"10.100.30.0/24\", \"node\": \"EdgeCluster3\"}",
                "{\"networkCidr\": \"10.100.101.0/24\", \"node\": \"AWSCluster\"}");

        assertThat(valid(document).warnings()).extracting(Warning::pointer, Warning::message).containsExactly(
                tuple("/network/insideNats/4/networkCidr",
                        "no route leads to 10.100.30.15/32 at EdgeCluster3, so nothing reaches it"),
                tuple("/network/routes/3",
                        "leads to this node, which has no inside NAT row in 10.100.101.0/24, so no local host takes part"));
    }

    private ReadResult.Valid valid(byte[] document) {
        ReadResult result = reader.read(document);
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        return (ReadResult.Valid) result;
    }

    private ReadResult.Invalid invalid(byte[] document) {
        ReadResult result = reader.read(document);
        assertThat(result).isInstanceOf(ReadResult.Invalid.class);
        return (ReadResult.Invalid) result;
    }

    private List<Fault> faults(String document) {
        return invalid(document.getBytes(StandardCharsets.UTF_8)).faults();
    }

    /** A cluster IP outside the VPC is a route in them. */
    @Test
    void routeTablesAreForCloudRoutesAndForClusterIps() {
        String document = new String(SeedNetwork.member(), StandardCharsets.UTF_8)
                .replaceFirst("\"cloudRoutes\": \\[.*]", "\"clusterRouteTables\": [\"rtb-0123456789abcdef0\"]");
        assertThat(valid(document.getBytes(StandardCharsets.UTF_8)).warnings()).extracting(Warning::pointer)
                .containsExactly("/cluster/clusterRouteTables");

        String withClusterIp = document.replace("\"name\": \"eth1\", \"role\": \"lan\"",
                "\"name\": \"eth1\", \"role\": \"lan\", \"clusterIp\": \"192.0.2.50\"");
        assertThat(valid(withClusterIp.getBytes(StandardCharsets.UTF_8)).warnings()).isEmpty();
    }

    @Test
    void theClusterSectionReadsBackAsItself() {
        Configuration configuration = valid(SeedNetwork.member()).configuration();
        LocalCluster cluster = configuration.cluster().orElseThrow();

        assertThat(cluster.mode()).isEqualTo(LocalCluster.Mode.AUTO_FAILBACK);
        assertThat(cluster.preferred()).isEqualTo("aws-a");
        assertThat(cluster.partnerOf("aws-a").map(LocalCluster.Member::name)).contains("aws-b");
        assertThat(valid(ConfigJson.mapper().writeValueAsBytes(configuration)).configuration()).isEqualTo(configuration);
    }
}
