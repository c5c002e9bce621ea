package io.sallyport.control.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.control.api.ApiRequest.Caller;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

    private static final ControlServer.Limits LIMITS = ControlServer.Limits.DEFAULT;

    @TempDir
    private Path directory;

    @Test
    void theSocketIsForItsOwnerAndGroup() throws IOException {
        Path socket = directory.resolve("made/on/demand/control.sock");

        try (ControlServer _ = ControlServer.open(socket, new Router(), LIMITS)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-rw----");
        }
    }

    @Test
    void aDeadDaemonsSocketIsReplaced() throws IOException {
        Path socket = directory.resolve("control.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(Files.exists(socket)).as("closing does not unlink").isTrue();

        try (ControlServer _ = ControlServer.open(socket, hello(), LIMITS)) {
            assertThat(RawHttp.status(RawHttp.get(socket, "/hello"))).isEqualTo(200);
        }
    }

    @Test
    void aLiveDaemonKeepsItsSocket() throws IOException {
        Path socket = directory.resolve("control.sock");
        try (ControlServer _ = ControlServer.open(socket, hello(), LIMITS)) {
            assertThatThrownBy(() -> ControlServer.open(socket, new Router(), LIMITS))
                    .isInstanceOf(ControlSocketException.class)
                    .hasMessageContaining("already running").hasMessageContaining("--socket");

            assertThat(RawHttp.status(RawHttp.get(socket, "/hello"))).isEqualTo(200);
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "data");

        assertThatThrownBy(() -> ControlServer.open(file, new Router(), LIMITS))
                .isInstanceOf(ControlSocketException.class).hasMessageContaining("not a socket");

        assertThat(file).hasContent("data");
    }

    @Test
    void aPathTooLongForTheKernelIsRefusedByItsLength() {
        Path socket = directory.resolve("x".repeat(120));

        assertThatThrownBy(() -> ControlServer.open(socket, new Router(), LIMITS))
                .isInstanceOf(ControlSocketException.class).hasMessageContaining("107");
    }

    @Test
    void theKernelTellsWhoAsks() throws IOException {
        Path socket = directory.resolve("control.sock");
        AtomicReference<Caller> seen = new AtomicReference<>();
        Router router = new Router().get("/hello", request -> {
            seen.set(request.caller());
            return ApiResponse.ok("hello");
        });

        try (ControlServer _ = ControlServer.open(socket, router, LIMITS)) {
            RawHttp.get(socket, "/hello");
        }

        assertThat(seen.get().pid()).isEqualTo((int) ProcessHandle.current().pid());
        assertThat(seen.get().uid()).isEqualTo(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    private static Router hello() {
        return new Router().get("/hello", request -> ApiResponse.ok("hello"));
    }
}
