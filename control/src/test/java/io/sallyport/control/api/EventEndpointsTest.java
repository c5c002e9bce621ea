package io.sallyport.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventEndpointsTest {

    @RegisterExtension
    private final RunningApi api = new RunningApi();

    @Test
    void whatIsKeptIsAList() throws IOException {
        api.events.info("role", "first", Map.of());
        long first = api.events.lastId();
        api.events.warn("fence", "second", Map.of("reason", "late"));

        String body = RawHttp.body(api.get("/v1/events?after=" + first));
        assertThat(body).contains("second", "\"level\" : \"warn\"", "late", "\"lastId\" : " + (first + 1)).doesNotContain("first");
        assertThat(RawHttp.status(api.get("/v1/events?after=x"))).isEqualTo(400);
    }

    @Test
    @Timeout(60)
    void aFollowerHearsWhatWasAndWhatComes() throws IOException {
        api.events.info("role", "before", Map.of());
        long before = api.events.lastId();
        api.events.info("role", "seen", Map.of());
        try (Follower follower = new Follower(before)) {
            assertThat(follower.next("data: ")).contains("seen").doesNotContain("before");
            api.events.info("decision", "after", Map.of());
            assertThat(follower.next("id: ")).isEqualTo("id: " + (before + 2));
            assertThat(follower.next("data: ")).contains("after");
        }
    }

    /** While events happen all the time it hangs up after a few, and comes back with the last one's number, as a browser does. */
    @Test
    @Timeout(120)
    void whoComesBackGetsExactlyWhatItMissed() throws Exception {
        int count = 600;
        long before = api.events.lastId();
        Random random = new Random(7);
        List<Long> got = new ArrayList<>();
        Thread busy = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < count; i++) {
                api.events.info("test", "event " + i, Map.of());
                Thread.yield();
            }
        });
        while (got.size() < count) {
            try (Follower follower = new Follower(got.isEmpty() ? before : got.getLast())) {
                int some = Math.min(1 + random.nextInt(40), count - got.size());
                for (int i = 0; i < some; i++) {
                    got.add(Long.parseLong(follower.next("id: ").substring("id: ".length())));
                }
            }
        }
        busy.join();
        assertThat(got).containsExactlyElementsOf(LongStream.rangeClosed(before + 1, before + count).boxed().toList());
        try (Follower follower = new Follower(got.getLast())) {
            api.events.info("test", "nothing was missed", Map.of());
            assertThat(follower.next("data: ")).contains("nothing was missed");
        }
    }

    /** More than a socket's buffer holds; it does not read before all of it is on its way. */
    @Test
    @Timeout(120)
    void whoMissedAThousandGetsThemOnOneConnection() throws IOException {
        long before = api.events.lastId();
        for (int i = 0; i < 1_000; i++) {
            api.events.info("test", "event " + i + " ".repeat(300), Map.of());
        }
        try (Follower follower = new Follower(before)) {
            for (int i = 0; i < 20; i++) {
                assertThat(RawHttp.status(api.get("/v1/events?after=" + api.events.lastId()))).isEqualTo(200);
            }
            for (long id = before + 1; id <= before + 1_000; id++) {
                assertThat(follower.next("id: ")).isEqualTo("id: " + id);
            }
        }
    }

    /** Of server-sent events over HTTP/1.1; the daemon sends each as a chunk, so that its lines are whole. */
    private final class Follower implements AutoCloseable {

        private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        private final BufferedReader in;

        Follower(long lastEventId) throws IOException {
            channel.connect(UnixDomainSocketAddress.of(api.socket()));
            channel.write(ByteBuffer.wrap(RawHttp.request("GET", "/v1/events",
                    "Accept: text/event-stream\r\nLast-Event-ID: " + lastEventId + "\r\n", "").getBytes(StandardCharsets.UTF_8)));
            in = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
        }

        /** The next line that begins so. */
        String next(String beginning) throws IOException {
            String line = in.readLine();
            while (line != null && !line.startsWith(beginning)) {
                line = in.readLine();
            }
            if (line == null) {
                throw new EOFException("the daemon hung up");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void aNodeWithoutAClusterSaysSo() throws IOException {
        assertThat(RawHttp.status(api.get("/v1/cluster"))).isEqualTo(404);
        assertThat(RawHttp.status(api.post("/v1/cluster/make-active"))).isEqualTo(404);
        assertThat(RawHttp.status(api.post("/v1/cluster/validate"))).isEqualTo(404);
    }
}
