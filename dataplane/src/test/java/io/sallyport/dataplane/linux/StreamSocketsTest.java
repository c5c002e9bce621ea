package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSocketsTest {

    /** {@code struct pollfd} (poll(2)): descriptor, events asked for, events found. */
    private static final int POLLFD = 8;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;
    private static final int DEADLINE_MS = 30_000;

    private final StreamSockets sockets = new StreamSockets();

    private static void await(short events, int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment poll = arena.allocate(POLLFD, 4);
            poll.set(ValueLayout.JAVA_INT, 0, fd);
            poll.set(ValueLayout.JAVA_SHORT, 4, events);
            assertThat(Kernel.LIBC.poll(poll.address(), 1, DEADLINE_MS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void acceptsWithThePeersName(String loopback) throws IOException {
        InetAddress host = InetAddress.ofLiteral(loopback);
        int listener = listen(host);
        try (Socket client = new Socket(host, StreamSockets.local(listener).getPort())) {
            await(POLLIN, listener);
            int accepted = sockets.accept(listener);
            assertThat(accepted).isNotNegative();
            assertThat(sockets.peer()).isEqualTo(client.getLocalSocketAddress());
            assertThat(StreamSockets.local(accepted)).isEqualTo(client.getRemoteSocketAddress());
            StreamSockets.close(accepted);
        }
        assertThat(sockets.accept(listener)).isNegative();
        assertThat(Errno.last()).isEqualTo(Errno.EAGAIN);
        StreamSockets.close(listener);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void sharesAnAddressWithItsOwnAndTakesNobodyElses(String loopback) {
        InetAddress host = InetAddress.ofLiteral(loopback);
        int first = listen(host);
        InetSocketAddress address = StreamSockets.local(first);
        int beside = sockets.open(host.getAddress().length > 4);
        int stranger = sockets.open(host.getAddress().length > 4);

        assertThat(sockets.listen(beside, address, 16, true)).isZero();
        assertThat(sockets.listen(stranger, address, 16, false)).isNegative();
        assertThat(Errno.last()).isEqualTo(Errno.EADDRINUSE);

        StreamSockets.close(first);
        StreamSockets.close(beside);
        StreamSockets.close(stranger);
    }

    private int listen(InetAddress host) {
        int listener = sockets.open(host.getAddress().length > 4);
        assertThat(sockets.listen(listener, new InetSocketAddress(host, 0), 16, false)).isZero();
        return listener;
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void connectsAndEndsItsOutput(String loopback) throws IOException {
        InetAddress host = InetAddress.ofLiteral(loopback);
        try (ServerSocket server = new ServerSocket(0, 1, host); Arena arena = Arena.ofConfined()) {
            int fd = sockets.open(host.getAddress().length > 4);
            assertThat(sockets.bind(fd, new InetSocketAddress(host, 0))).isZero();
            sockets.noDelay(fd);
            sockets.deferAcknowledgement(fd);
            assertThat(sockets.connect(fd, new InetSocketAddress(host, server.getLocalPort()))).isNegative();
            assertThat(Errno.last()).isEqualTo(Errno.EINPROGRESS);
            await(POLLOUT, fd);
            assertThat(sockets.error(fd)).isZero();
            sockets.acknowledge(fd);
            MemorySegment bytes = arena.allocateFrom("hello");

            assertThat(StreamSockets.send(fd, bytes.address(), 5, true)).isEqualTo(5);
            assertThat(StreamSockets.endOutput(fd)).isZero();
            try (Socket accepted = server.accept()) {
                assertThat(accepted.getInputStream().readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("hello");
            }
            await(POLLIN, fd);
            assertThat(StreamSockets.receive(fd, bytes.address(), 5)).isZero();
            StreamSockets.close(fd);
        }
    }

    @Test
    @SuppressWarnings("try") // a client that is there and does not read
    void whatIsBehindAClosedWindowWaitsForAnAnswer() throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        int listener = listen(host);
        try (Socket client = new Socket(host, StreamSockets.local(listener).getPort()); Arena arena = Arena.ofConfined()) {
            await(POLLIN, listener);
            int accepted = sockets.accept(listener);
            assertThat(sockets.unansweredNs(accepted)).isNegative();
            MemorySegment bytes = arena.allocate(1 << 20);
            // all that is on the way has been acknowledged, and some is left
            Awaitility.await().during(Duration.ofSeconds(1)).atMost(Duration.ofMillis(DEADLINE_MS)).until(() ->
                    StreamSockets.send(accepted, bytes.address(), 1 << 20, false) < 0 && sockets.unansweredNs(accepted) >= 0
                            && !sockets.insisted());

            StreamSockets.close(accepted);
        }
        StreamSockets.close(listener);
    }

    /** As a connection leaves io_uring's channels, whose sockets block. */
    @Test
    void aDuplicateOfABlockingSocketGoesOnAloneWithoutBlocking() throws IOException {
        InetAddress host = InetAddress.getLoopbackAddress();
        int listener = listen(host);
        try (Socket client = new Socket(host, StreamSockets.local(listener).getPort()); Arena arena = Arena.ofConfined()) {
            await(POLLIN, listener);
            int accepted = Kernel.LIBC.accept4(listener, 0, 0, 0);
            int duplicate = StreamSockets.duplicate(accepted);
            StreamSockets.nonBlocking(duplicate);
            StreamSockets.close(accepted);
            MemorySegment bytes = arena.allocate(5);

            assertThat(StreamSockets.receive(duplicate, bytes.address(), 5)).isNegative();
            assertThat(Errno.last()).isEqualTo(Errno.EAGAIN);
            client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            await(POLLIN, duplicate);
            assertThat(StreamSockets.receive(duplicate, bytes.address(), 5)).isEqualTo(5);
            StreamSockets.close(duplicate);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
        StreamSockets.close(listener);
    }
}
