package io.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.control.config.ConfigDiff.Change;
import io.sallyport.control.config.ConfigDiff.Kind;
import io.sallyport.control.config.ConfigDiff.Part;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {

    private final Configuration seed = read(SeedNetwork.document("aws"));

    @Test
    void aDefaultWrittenOutAndAnotherOrderAreNoDifference() {
        ConfigDiff spelledOut = diff("{\"networkCidr\": \"10.100.10.0/24\", \"node\": \"EdgeCluster1\"}",
                "{\"metric\": 100, \"node\": \"EdgeCluster1\", \"networkCidr\": \"10.100.10.0/24\"}");
        ConfigDiff reordered = diff("{\"name\": \"aws-a\"},\n      {\"name\": \"aws-b\"}", "{\"name\": \"aws-b\"}, {\"name\": \"aws-a\"}");

        assertThat(spelledOut.isEmpty()).isTrue();
        assertThat(reordered.isEmpty()).isTrue();
    }

    @Test
    void aFieldOfARowIsNamedByTheRow() {
        ConfigDiff diff = diff("{\"networkCidr\": \"10.100.10.0/24\", \"node\": \"EdgeCluster1\"}",
                "{\"networkCidr\": \"10.100.10.0/24\", \"node\": \"EdgeCluster1\", \"metric\": 5}");

        assertThat(diff.changes()).containsExactly(new Change(Kind.CHANGED, "/network/routes/1/metric",
                "network.routes[10.100.10.0/24 → EdgeCluster1].metric", "100", "5"));
        assertThat(diff.concerns()).containsExactly(Part.ROUTES);
    }

    @Test
    void rowsComeAndGoWithoutTouchingTheirNeighbours() {
        ConfigDiff diff = diff("{\"localCidr\": \"172.16.10.15/32\", \"networkCidr\": \"10.100.10.15/32\"",
                "{\"localCidr\": \"172.16.10.99/32\", \"networkCidr\": \"10.100.10.15/32\"");

        assertThat(diff.changes()).extracting(Change::kind, Change::pointer, Change::path).containsExactly(
                tuple(Kind.ADDED, "/network/insideNats/1",
                        "network.insideNats[172.16.10.99/32 ↔ 10.100.10.15/32 @ EdgeCluster1]"),
                tuple(Kind.REMOVED, "/network/insideNats/1",
                        "network.insideNats[172.16.10.15/32 ↔ 10.100.10.15/32 @ EdgeCluster1]"));
        assertThat(diff.concerns()).containsExactly(Part.NAT);
    }

    @Test
    void aChangedFieldShowsBothValues() {
        ConfigDiff diff = diff("\"node\": {\"name\": \"aws-a\",",
                "\"node\": {\"name\": \"aws-a\", \"listenPort\": 4500, \"tun\": {\"name\": \"sp1\"},");

        assertThat(diff.changes()).extracting(Change::toString)
                .containsExactly("~ node.listenPort: 51820 → 4500", "~ node.tun.name: \"sp0\" → \"sp1\"");
        assertThat(diff.concerns()).containsExactly(Part.ENGINE);
    }

    @Test
    void aSectionThatComesIsOneAddition() {
        ConfigDiff diff = diff("\"networkCidr\": \"10.100.0.0/16\",",
                "\"networkCidr\": \"10.100.0.0/16\", \"accessRules\": [{\"line\": 1, \"action\": \"allow\"}],");

        assertThat(diff.changes()).extracting(Change::kind, Change::path)
                .containsExactly(tuple(Kind.ADDED, "network.accessRules"));
        assertThat(diff.concerns()).containsExactly(Part.POLICY);
    }

    @Test
    void theFirstConfigurationIsAllAddition() {
        ConfigDiff diff = ConfigDiff.between(Optional.empty(), seed);

        assertThat(diff.changes()).extracting(Change::kind).containsOnly(Kind.ADDED);
        assertThat(diff.changes()).extracting(Change::path)
                .contains("network.name", "network.routes", "network.insideNats", "node.listenPort", "interfaces")
                .doesNotHaveDuplicates();
    }

    @Test
    void connectorsAndServicesAreToldApartByTheirNames() {
        String web = "{\"name\": \"web\", \"protocol\": \"tcp\", \"listenInterface\": \"eth1\", \"port\": 8080, \"service\": \"web\"}";
        String dns = "{\"name\": \"dns\", \"protocol\": \"udp\", \"bind\": \"all\", \"port\": 5353, \"service\": \"10.0.1.53:53\"}";
        String backend = "{\"name\": \"web\", \"protocol\": \"tcp\", \"host\": \"10.0.1.15\", \"port\": 80}";
        Configuration before = read(SeedNetwork.layer4(web, backend));

        ConfigDiff diff = ConfigDiff.between(Optional.of(before), read(SeedNetwork.layer4(
                dns + "," + web.replace("8080", "8081"), backend.replace("\"port\": 80", "\"port\": 80, \"connectTimeout\": 9"))));

        assertThat(diff.changes()).extracting(Change::pointer, Change::path).containsExactly(
                tuple("/connectors/0", "connectors[dns]"),
                tuple("/connectors/1/port", "connectors[web].port"),
                tuple("/services/0/connectTimeout", "services[web].connectTimeout"));
        assertThat(diff.concerns()).containsExactlyInAnyOrder(Part.CONNECTORS, Part.SERVICES);
    }

    private ConfigDiff diff(String text, String replacement) {
        return ConfigDiff.between(Optional.of(seed), read(SeedNetwork.edited("aws", text, replacement)));
    }

    private static Configuration read(byte[] document) {
        ReadResult result = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine()).read(document);
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        return ((ReadResult.Valid) result).configuration();
    }
}
