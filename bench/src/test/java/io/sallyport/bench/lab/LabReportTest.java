package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.LabReport.Role;
import io.sallyport.bench.lab.net.Sandbox;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LabReportTest {

    private static final Path DIRECTORY = Path.of("/run/sallyport-lab/lab");

    private final LabReport report = new LabReport(
            Sandbox.DEFAULT_ID, LabReport.places(DIRECTORY, Sandbox.DEFAULT_ID), List.of());

    @Test
    void oneFabricOneVpcFourPairsFiveHosts() {
        assertThat(report.of(Role.FABRIC)).hasSize(1);
        assertThat(report.of(Role.VPC)).hasSize(1);
        assertThat(report.of(Role.GATEWAY)).hasSize(4 * 2);
        assertThat(report.of(Role.HOST)).hasSize(5);
    }

    @Test
    void jsonHasTheAgreedFields() {
        JsonNode client = find("sp-aws-client");
        assertThat(client.propertyNames()).containsExactly(
                "site", "role", "name", "namespace", "addresses", "networkAddresses", "controlSocket");
        assertThat(client.get("site").asString()).isEqualTo("aws");
        assertThat(client.get("role").asString()).isEqualTo("host");
        assertThat(client.get("addresses").get(0).asString()).isEqualTo("192.168.10.15");
        assertThat(client.get("networkAddresses").get(0).asString()).isEqualTo("10.100.100.15");
        assertThat(client.get("controlSocket").isNull()).isTrue();
    }

    @Test
    void aGatewaySaysWhereItsControlSocketIs() {
        assertThat(find("sp-edge1-a").get("controlSocket").asString()).isEqualTo(DIRECTORY + "/edge1-a/control.sock");
    }

    @Test
    void thereIsACommandToPasteForEachPlace() {
        List<String> lines = LabReportText.lines(report);

        assertThat(lines).contains(
                "  ip netns exec sp-aws-client ping -c3 10.100.10.15",
                "  ip netns exec sp-edge2-sftp ping -c3 10.100.100.15");
        report.places().forEach(place ->
                assertThat(lines).as(place.namespace()).anyMatch(line -> line.contains(place.namespace())));
    }

    @Test
    void aSecondLabHasOtherNames() {
        assertThat(LabReport.places(DIRECTORY, "two")).extracting(LabReport.Place::namespace)
                .contains("sp-two-fabric", "sp-two-aws-client");
    }

    private JsonNode find(String namespace) {
        for (JsonNode row : JsonMapper.builder().build().readTree(LabReportText.json(report))) {
            if (row.get("namespace").asString().equals(namespace)) {
                return row;
            }
        }
        throw new AssertionError(namespace + " is not in the report");
    }
}
