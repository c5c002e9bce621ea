package io.sallyport.control.api;

import static io.sallyport.control.api.RawHttp.body;
import static io.sallyport.control.api.RawHttp.exchange;
import static io.sallyport.control.api.RawHttp.header;
import static io.sallyport.control.api.RawHttp.request;
import static io.sallyport.control.api.RawHttp.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.api.ControlServer.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP as such, over a real unix socket: what any route gets for free. */
@Timeout(30)
class ControlServerTest {

    private static final Limits LIMITS = new Limits(1_000, Duration.ofSeconds(1), Duration.ofSeconds(2));

    @TempDir
    private Path directory;
    private Path socket;
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private ControlServer server;

    @BeforeEach
    void open() {
        socket = directory.resolve("control.sock");
        Router router = new Router()
                .get("/hello", request -> ApiResponse.ok(Map.of("hello", "world")))
                .get("/gated", request -> {
                    entered.countDown();
                    gate.await();
                    return ApiResponse.ok(Map.of("gated", true));
                })
                .get("/broken", request -> {
                    throw new IllegalStateException("secret detail");
                })
                .add("PUT", "/echo", Set.of("name"), request -> ApiResponse.of("text/plain", request.body()))
                .get("/items/{n}", request -> ApiResponse.ok(request.params()));
        server = ControlServer.open(socket, router, LIMITS);
    }

    @AfterEach
    void close() {
        gate.countDown();
        server.close();
    }

    @Test
    void anAnswerHasStatusTypeLengthAndBody() throws IOException {
        String response = RawHttp.get(socket, "/hello");

        assertThat(status(response)).isEqualTo(200);
        assertThat(header(response, "content-type")).isEqualTo("application/json");
        assertThat(header(response, "content-length")).isEqualTo(Integer.toString(body(response).length()));
        assertThat(body(response)).contains("\"hello\" : \"world\"");
    }

    @Test
    void headIsGetWithoutTheBody() throws IOException {
        String response = exchange(socket, request("HEAD", "/hello", "", ""));

        assertThat(status(response)).isEqualTo(200);
        assertThat(header(response, "content-length")).isNotEqualTo("0");
        assertThat(body(response)).isEmpty();
    }

    @Test
    void namesInAPathAreMatched() throws IOException {
        assertThat(body(RawHttp.get(socket, "/items/42"))).contains("\"n\" : \"42\"");
    }

    @Test
    void anUnknownPathIsAProblemDocument() throws IOException {
        assertProblem(RawHttp.get(socket, "/nowhere"), 404, "not-found");
        assertProblem(RawHttp.get(socket, "/items/1/2"), 404, "not-found");
    }

    @Test
    void aWrongMethodNamesTheRightOnes() throws IOException {
        String response = exchange(socket, request("DELETE", "/hello", "", ""));

        assertProblem(response, 405, "method-not-allowed");
        assertThat(header(response, "allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void unknownAndRepeatedQueryParametersAreRefused() throws IOException {
        assertProblem(RawHttp.get(socket, "/hello?colour=red"), 400, "bad-request");
        assertProblem(exchange(socket, request("PUT", "/echo?name=a&name=b", "", "x")), 400, "bad-request");
    }

    @Test
    void aBrokenUriIsRefused() throws IOException {
        assertProblem(RawHttp.get(socket, "/hello%zz"), 400, "bad-request");
    }

    @Test
    void ourOwnFaultTellsNoDetails() throws IOException {
        String response = RawHttp.get(socket, "/broken");

        assertProblem(response, 500, "internal");
        assertThat(response).doesNotContain("secret detail");
    }

    @Test
    void whatIsNotHttpIsRefused() throws IOException {
        assertProblem(exchange(socket, "\u0000\u0001\u0002 nonsense\r\n\r\n"), 400, "bad-request");
    }

    @Test
    void aLongRequestLineAndLongHeadersAreRefused() throws IOException {
        assertProblem(RawHttp.get(socket, "/" + "a".repeat(5_000)), 414, "uri-too-long");
        assertProblem(exchange(socket, request("GET", "/hello", "X: " + "a".repeat(9_000) + "\r\n", "")), 431, "headers-too-large");
    }

    @Test
    void aBodyWithinTheLimitArrivesWhole() throws IOException {
        String body = "b".repeat(1_000);

        assertThat(body(exchange(socket, request("PUT", "/echo", "", body)))).isEqualTo(body);
    }

    @Test
    void aTooLargeBodyIsRefused() throws IOException {
        assertProblem(exchange(socket, request("PUT", "/echo", "", "b".repeat(1_001))), 413, "content-too-large");
    }

    @Test
    void aTooLargeBodyIsRefusedBeforeItIsSentWhereTheClientAsks() throws IOException {
        String head = "PUT /echo HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n";

        assertProblem(exchange(socket, head), 413, "content-too-large");
    }

    @Test
    void aChunkedBodyIsLimitedToo() throws IOException {
        String chunk = "1f4\r\n" + "b".repeat(500) + "\r\n";
        String request = "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk + chunk + "0\r\n\r\n";

        assertProblem(exchange(socket, request), 413, "content-too-large");
    }

    @Test
    void aSlowRequestIsToldSo() throws IOException {
        assertProblem(exchange(socket, "GET /hello HTTP/1.1\r\nHost:"), 408, "request-timeout");
    }

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws IOException {
        assertThat(exchange(socket, "")).isEmpty();
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException, InterruptedException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            String pipeline = "GET /gated HTTP/1.1\r\nHost: x\r\n\r\n" + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"
                    + request("GET", "/items/3", "", "");
            channel.write(ByteBuffer.wrap(pipeline.getBytes(StandardCharsets.UTF_8)));
            gate.countDown();

            String answers = RawHttp.readToEnd(channel);

            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(4);
            assertThat(answers.indexOf("gated")).isLessThan(answers.indexOf("world"));
            assertThat(answers.indexOf("world")).isLessThan(answers.indexOf("\"n\" : \"3\""));
        }
    }

    @Test
    void aSlowAnswerIsNotTheClientsFault() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                // a second connection, closed for being idle, tells that more than a deadline has passed
                exchange(socket, "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                gate.countDown();
            }
        });

        assertThat(status(RawHttp.get(socket, "/gated"))).isEqualTo(200);
    }

    @RepeatedTest(20)
    void closingRemovesTheSocketAndLetsAnAnswerUnderWayLeave() throws Exception {
        Future<String> answer = Executors.newVirtualThreadPerTaskExecutor().submit(() -> RawHttp.get(socket, "/gated"));
        entered.await();
        Thread closing = Thread.ofVirtual().start(server::close);
        gate.countDown();
        closing.join();

        assertThat(status(answer.get())).isEqualTo(200);
        assertThat(Files.exists(socket)).isFalse();
    }

    private static void assertProblem(String response, int status, String type) {
        assertThat(response).as("the answer").isNotEmpty();
        assertThat(status(response)).isEqualTo(status);
        assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
        assertThat(body(response)).contains("\"urn:sallyport:problem:" + type + "\"").contains("\"status\" : " + status)
                .contains("\"detail\"");
    }
}
