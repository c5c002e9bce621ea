package io.sallyport.control.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers with what a test prepared, in order, and keeps the requests. */
final class StubDaemon implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    StubDaemon(Path socket) throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofVirtual().name("stub-daemon").start(this::serve);
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

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
