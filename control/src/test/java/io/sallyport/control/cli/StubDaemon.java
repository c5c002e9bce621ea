package io.sallyport.control.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Beside each test, at a socket of its own: answers with what the test prepared, in order, and keeps the requests. */
final class StubDaemon implements BeforeEachCallback, AfterEachCallback {

    private final Path directory;
    private ServerSocketChannel listener;
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    StubDaemon() {
        try {
            directory = Files.createTempDirectory("stub-daemon");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path socket() {
        return directory.resolve("control.sock");
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket()));
        Thread.ofVirtual().name("stub-daemon").start(this::serve);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        listener.close();
        Files.delete(socket());
        Files.delete(directory);
    }

    /** Adds an answer; the last one is given again and again. */
    StubDaemon answer(int status, String headers, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return raw("HTTP/1.1 " + status + " -\r\n" + headers + "Content-Length: " + length + "\r\n\r\n" + body);
    }

    synchronized StubDaemon raw(String answer) {
        answers.add(answer);
        return this;
    }

    /** What was asked last: the request line, headers and body. */
    String lastRequest() {
        return requests.getLast();
    }

    private void serve() {
        while (listener.isOpen()) {
            try (SocketChannel channel = listener.accept()) {
                requests.add(read(channel));
                channel.write(ByteBuffer.wrap(next().getBytes(StandardCharsets.UTF_8)));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                requests.add(e.toString());
            }
        }
    }

    private synchronized String next() {
        return answers.size() > 1 ? answers.poll() : answers.peek();
    }

    private static String read(SocketChannel channel) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(4_096);
        while (!isWhole(request.toString(StandardCharsets.UTF_8)) && channel.read(chunk) >= 0) {
            request.write(chunk.array(), 0, chunk.position());
            chunk.clear();
        }
        return request.toString(StandardCharsets.UTF_8);
    }

    private static boolean isWhole(String request) {
        int head = request.indexOf("\r\n\r\n");
        if (head < 0) {
            return false;
        }
        int length = request.indexOf("Content-Length: ");
        int expected = length < 0 || length > head ? 0
                : Integer.parseInt(request.substring(length + 16, request.indexOf("\r\n", length)));
        return request.substring(head + 4).getBytes(StandardCharsets.UTF_8).length >= expected;
    }
}
