package io.sallyport.control.api;

import static io.sallyport.control.api.RawHttp.body;
import static io.sallyport.control.api.RawHttp.header;
import static io.sallyport.control.api.RawHttp.status;
import static io.sallyport.control.api.RunningApi.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.SeedNetwork;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Changing configuration over the socket, from the first push to rollback. */
@Timeout(30)
class ConfigEndpointsTest {

    private static final byte[] FIRST = SeedNetwork.document("edge1");
    private static final byte[] SECOND = SeedNetwork.edited("edge1", "MySQL server behind EdgeCluster3 nodes", "MariaDB");

    @RegisterExtension
    private final RunningApi api = new RunningApi();

    @Test
    void beforeTheFirstPushThereIsNothingToGet() throws IOException {
        String response = api.get("/v1/config");

        assertThat(status(response)).isEqualTo(404);
        assertThat(body(response)).contains("sallyport config apply");
    }

    @Test
    void whatWasPushedComesBackWordForWordWithItsEtag() throws IOException {
        String etag = api.apply(FIRST);

        String response = api.get("/v1/config");

        assertThat(body(response)).isEqualTo(new String(FIRST, StandardCharsets.UTF_8));
        assertThat(header(response, "etag")).isEqualTo(etag).matches("\"[0-9a-f]{64}\"");
        assertThat(header(response, "sallyport-config-version")).isEqualTo("1");
        assertThat(api.dataplane.applied()).hasSize(1);
    }

    @Test
    void aDryRunTellsTheDifferenceAndChangesNothing() throws IOException {
        api.apply(FIRST);

        String response = api.put("/v1/config?dryRun=true", JSON, SECOND);

        assertThat(status(response)).isEqualTo(200);
        assertThat(body(response)).contains("\"result\" : \"dryRun\"").contains("\"kind\" : \"CHANGED\"").contains("MariaDB");
        assertThat(api.dataplane.applied()).hasSize(1);
        assertThat(body(api.get("/v1/config"))).doesNotContain("MariaDB");
    }

    @Test
    void aPushAgainstTheCurrentEtagIsApplied() throws IOException {
        String etag = api.apply(FIRST);

        assertThat(status(api.put("/v1/config", JSON + "If-Match: " + etag + "\r\n", SECOND))).isEqualTo(200);
        assertThat(status(api.put("/v1/config", JSON + "If-Match: *\r\n", FIRST))).isEqualTo(200);
    }

    @Test
    void aPushAgainstAnEtagOfThePastIsAConflict() throws IOException {
        String etag = api.apply(FIRST);
        String now = api.apply(SECOND);

        String response = api.put("/v1/config", JSON + "If-Match: " + etag + "\r\n", FIRST);

        assertThat(status(response)).isEqualTo(412);
        assertThat(header(response, "etag")).isEqualTo(now);
        assertThat(body(response)).contains("urn:sallyport:problem:precondition-failed");
        assertThat(api.dataplane.applied()).hasSize(2);
    }

    @Test
    void anEtagWithoutQuotesIsNotUnderstood() throws IOException {
        assertThat(status(api.put("/v1/config", JSON + "If-Match: abc\r\n", FIRST))).isEqualTo(400);
        assertThat(status(api.put("/v1/config", JSON + "If-Match: \"a\", \"b\"\r\n", FIRST))).isEqualTo(400);
    }

    @Test
    void everyFaultOfAWrongDocumentComesAtOnce() throws IOException {
        String wrong = """
                {"network": {"name": "acme", "networkCidr": "10.100.0.0/16", "colour": "red",
                             "nodes": [{"name": "a"}], "routes": [{"networkCidr": "10.100.1.0/24", "node": "b", "metric": 900}]},
                 "node": {"name": "a", "privateKeyFile": "/lost+found/a.key", "listenPort": 0}}
                """;

        String response = api.put("/v1/config", JSON, wrong.getBytes(StandardCharsets.UTF_8));

        assertThat(status(response)).isEqualTo(422);
        assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
        assertThat(body(response)).contains("\"/network/routes/0/metric\"").contains("\"/node/listenPort\"").contains("colour")
                .contains("\"limit\"").contains("\"value\" : \"900\"");
        assertThat(api.dataplane.applied()).isEmpty();
    }

    @Test
    void onlyJsonIsRead() throws IOException {
        String response = api.put("/v1/config", "Content-Type: application/x-www-form-urlencoded\r\n", FIRST);

        assertThat(status(response)).isEqualTo(415);
        assertThat(body(response)).contains("Content-Type: application/json");
        assertThat(status(api.put("/v1/config", "Content-Type: application/json; charset=utf-8\r\n", FIRST))).isEqualTo(200);
    }

    @Test
    void parametersAreCheckedByNameAndValue() throws IOException {
        assertThat(status(api.put("/v1/config?dryrun=true", JSON, FIRST))).isEqualTo(400);
        assertThat(status(api.put("/v1/config?dryRun=maybe", JSON, FIRST))).isEqualTo(400);
        for (String time : new String[] {"60", "0s", "25h", "soon", "-1s"}) {
            assertThat(body(api.put("/v1/config?confirmWithin=" + time, JSON, FIRST))).contains("confirmWithin is a time such as 60s");
        }
        assertThat(status(api.get("/v1/config/versions/latest"))).isEqualTo(400);
        assertThat(status(api.get("/v1/config/versions/99"))).isEqualTo(404);
    }

    @Test
    void aConfirmedChangeStays() throws IOException, InterruptedException {
        api.apply(FIRST);
        String response = api.put("/v1/config?confirmWithin=60s", JSON, SECOND);
        assertThat(body(response)).contains("\"confirmBy\" : \"2026-11-20T12:01:00Z\"");
        assertThat(body(api.get("/v1/status"))).contains("\"confirmBy\" : \"2026-11-20T12:01:00Z\"");

        assertThat(body(api.post("/v1/config/confirm"))).contains("\"version\" : 2");
        api.letTimePass();

        assertThat(body(api.get("/v1/config"))).contains("MariaDB");
        assertThat(body(api.get("/v1/status"))).doesNotContain("confirmBy");
    }

    @Test
    void anUnconfirmedChangeGoesBack() throws IOException, InterruptedException {
        api.apply(FIRST);
        api.put("/v1/config?confirmWithin=60s", JSON, SECOND);

        api.letTimePass();

        assertThat(body(api.get("/v1/config"))).doesNotContain("MariaDB");
        assertThat(body(api.get("/v1/status"))).doesNotContain("confirmBy").contains("\"version\" : 1");
        assertThat(body(api.get("/v1/config/history"))).contains("\"unconfirmed\"");
    }

    @Test
    void confirmingNothingOrSomethingElseIsAConflict() throws IOException {
        assertThat(status(api.post("/v1/config/confirm"))).isEqualTo(409);
        api.apply(FIRST);
        api.put("/v1/config?confirmWithin=60s", JSON, SECOND);

        String response = api.post("/v1/config/confirm?version=1");

        assertThat(status(response)).isEqualTo(409);
        assertThat(body(response)).contains("version 2 waits");
    }

    @Test
    void rollbackRunsAnEarlierVersionAgain() throws IOException {
        api.apply(FIRST);
        api.apply(SECOND);

        assertThat(body(api.post("/v1/config/rollback"))).contains("\"version\" : 3");
        assertThat(body(api.get("/v1/config"))).doesNotContain("MariaDB");

        assertThat(status(api.post("/v1/config/rollback?version=2"))).isEqualTo(200);
        assertThat(body(api.get("/v1/config"))).contains("MariaDB");
        assertThat(body(api.get("/v1/config/versions/1"))).doesNotContain("MariaDB");
    }

    @Test
    void historyTellsWhoAndWhyAndWhatRuns() throws IOException {
        api.apply(FIRST);
        api.put("/v1/config?note=new%20database", JSON, SECOND);

        String history = body(api.get("/v1/config/history"));

        assertThat(history).contains("\"note\" : \"new database\"").contains("\"uid\" : ").containsOnlyOnce("\"current\" : true");
        assertThat(history.indexOf("\"version\" : 2")).isLessThan(history.indexOf("\"version\" : 1"));
    }

    @Test
    void aValidConfigurationThatDoesNotRunIsOurProblemAndChangesNothing() throws IOException {
        api.dataplane.refuse("UDP port 51820 is in use; stop what uses it, or choose another node.listenPort");

        String response = api.put("/v1/config", JSON, FIRST);

        assertThat(status(response)).isEqualTo(500);
        assertThat(body(response)).contains("apply-failed").contains("UDP port 51820 is in use");
        assertThat(status(api.get("/v1/config"))).isEqualTo(404);
    }

    @Test
    void theSchemaIsServed() throws IOException {
        String response = api.get("/v1/schema");

        assertThat(header(response, "content-type")).isEqualTo("application/schema+json");
        assertThat(body(response)).contains("\"$schema\"");
    }
}
