package io.sallyport.dataplane.l4.tcp;

import static io.sallyport.dataplane.l4.Plans.connector;
import static io.sallyport.dataplane.l4.Plans.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.uring.IoUring;
import io.sallyport.dataplane.l4.Gateway;
import io.sallyport.dataplane.l4.NoLeaks;
import io.sallyport.dataplane.l4.transport.TransportChoice;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connector {@code web} to a backend that the test is, on the transport of the subclass. */
@ExtendWith(NoLeaks.class)
abstract class RelayFixture {

    static final int MIB = 1 << 20;
    static final long LONG = 64L * MIB;
    static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

    Gateway gateway;
    Backend backend;

    abstract TransportChoice transport();

    /** Where the kernel lets us have it; else once more what there is instead. */
    static TransportChoice ioUring() {
        return IoUring.isAvailable() ? TransportChoice.IO_URING : TransportChoice.EPOLL;
    }

    @BeforeEach
    void open() throws IOException {
        gateway = new Gateway(transport());
        backend = Backend.manual();
        gateway.serve(connector("web"), service("web", backend.port()));
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        backend.close();
    }

    static void assertWholeBothWaysAtOnce(Socket client, Socket server) throws Exception {
        CompletableFuture<Void> up = Stream64.send(client, 1, LONG, THREADS);
        CompletableFuture<Void> down = Stream64.send(server, 2, LONG, THREADS);
        CompletableFuture<Long> atServer = Stream64.check(server, 1, THREADS);
        CompletableFuture<Long> atClient = Stream64.check(client, 2, THREADS);
        assertThat(atServer.get(120, TimeUnit.SECONDS)).isEqualTo(LONG);
        assertThat(atClient.get(120, TimeUnit.SECONDS)).isEqualTo(LONG);
        up.get(30, TimeUnit.SECONDS);
        down.get(30, TimeUnit.SECONDS);
    }

    static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    static String receive(Socket socket, int length) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
    }

    static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }
}
