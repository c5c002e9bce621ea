package io.sallyport.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventEndpointsTest {

    @RegisterExtension
    private final RunningApi api = new RunningApi();

    @Test
    void whatIsKeptIsAList() throws IOException {
        api.events.info("role", "first", Map.of());
        api.events.warn("fence", "second", Map.of("reason", "late"));

        String body = RawHttp.body(api.get("/v1/events?after=1"));
        assertThat(body).contains("second", "\"level\" : \"warn\"", "late", "\"lastId\" : 2").doesNotContain("first");
        assertThat(RawHttp.status(api.get("/v1/events?after=x"))).isEqualTo(400);
    }

    @Test
    @Timeout(60)
    void aFollowerHearsWhatWasAndWhatComes() throws IOException {
        api.events.info("role", "before", Map.of());
        api.events.info("role", "seen", Map.of());
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(api.socket()));
            channel.write(ByteBuffer.wrap(RawHttp.request("GET", "/v1/events",
                    "Accept: text/event-stream\r\nLast-Event-ID: 1\r\n", "").getBytes(StandardCharsets.UTF_8)));
            BufferedReader in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            assertThat(lineWith(in, "data: ")).contains("seen").doesNotContain("before");
            api.events.info("decision", "after", Map.of());
            assertThat(lineWith(in, "id: ")).isEqualTo("id: 3");
            assertThat(lineWith(in, "data: ")).contains("after");
        }
    }

    private static String lineWith(BufferedReader in, String beginning) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(beginning)) {
            line = in.readLine();
        }
        return line;
    }

    @Test
    void aNodeWithoutAClusterSaysSo() throws IOException {
        assertThat(RawHttp.status(api.get("/v1/cluster"))).isEqualTo(404);
        assertThat(RawHttp.status(api.post("/v1/cluster/make-active"))).isEqualTo(404);
        assertThat(RawHttp.status(api.post("/v1/cluster/validate"))).isEqualTo(404);
    }
}
