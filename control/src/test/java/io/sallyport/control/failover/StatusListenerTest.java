package io.sallyport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.cluster.drive.Views;
import io.sallyport.control.event.EventLog;
import io.sallyport.control.event.Happening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusListenerTest {

    private static final int TIMEOUT_MS = 30_000;

    private final AtomicReference<Optional<ClusterView>> view = new AtomicReference<>(Optional.empty());
    private final EventLog events = new EventLog(Clock.systemUTC());
    private final StatusListener listener = StatusListener.open(0, view::get, events);

    @AfterEach
    void close() {
        listener.close();
    }

    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.boundPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private void assertAnswer(String status, String word) throws IOException {
        assertThat(ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).startsWith("HTTP/1.1 " + status + " ").endsWith("\r\n\r\n" + word + "\n");
    }

    @Test
    void onlyAMemberThatIsActiveAndWellIsSentTraffic() throws IOException {
        assertAnswer("503", "starting");
        view.set(Optional.of(Views.alone(Role.STANDBY, Health.GOOD)));
        assertAnswer("503", "standby");
        view.set(Optional.of(Views.alone(Role.ACTIVE, Health.GOOD)));
        assertAnswer("200", "active");
        view.set(Optional.of(Views.alone(Role.ACTIVE, new Health(List.of("interface eth1 is gone"), Health.Overlay.UP, 1))));
        assertAnswer("503", "unhealthy");
    }

    @Test
    void itStandsAtThePortThatIsConfigured() {
        listener.boundPort();
        assertThat(listener.standsAt(0)).isTrue();
        assertThat(listener.standsAt(9_080)).isFalse();
    }

    @Test
    void whoSpeaksNonsenseIsHungUpOnAndTheNextOneIsAnswered() throws IOException {
        try {
            ask("x".repeat(5_000) + "\r\n\r\n");
        } catch (SocketException e) {
            // it is hung up on before all of it was read
        }
        view.set(Optional.of(Views.alone(Role.ACTIVE, Health.GOOD)));

        assertAnswer("200", "active");
    }

    /** More than it keeps: the oldest are hung up on, and whoever asks is answered all the same. */
    @Test
    void whoHoldsConnectionsOpenKeepsNobodyFromBeingAnswered() throws IOException {
        view.set(Optional.of(Views.alone(Role.ACTIVE, Health.GOOD)));
        Deque<Socket> idle = new ArrayDeque<>();
        try {
            for (int i = 0; i < 80; i++) {
                idle.addLast(new Socket(InetAddress.getLoopbackAddress(), listener.boundPort()));
            }
            assertAnswer("200", "active");
            await().atMost(Duration.ofSeconds(30)).until(() -> isHungUpOn(idle.getFirst()));
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    /** Says something, so that it is not for its silence. */
    private static boolean isHungUpOn(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            socket.setSoTimeout(100);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aPortThatIsTakenIsToldWithItsRemedy() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            StatusListener second = StatusListener.open(taken.getLocalPort(), view::get, events);
            try {
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events.after(0)).extracting(Happening::message)
                        .anyMatch(message -> message.contains("port " + taken.getLocalPort())
                                && message.contains("choose another cluster.statusPort")));
                assertThat(second.standsAt(taken.getLocalPort())).as("so that it is tried again").isFalse();
            } finally {
                second.close();
            }
        }
    }
}
