package io.sallyport.control.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One HTTP/1.1 exchange at a time over the daemon's unix socket. Small on purpose: the JDK's client cannot use unix sockets,
 * and Netty would take longer to load than the daemon to answer.
 */
final class ControlClient {

    private static final int READ_CHUNK = 64 << 10;

    private final Path socket;
    private final Duration timeout;

    ControlClient(Path socket, Duration timeout) {
        this.socket = socket;
        this.timeout = timeout;
    }

    Reply get(String target) {
        return send("GET", target, Map.of(), null);
    }

    /**
     * @param target path and query
     * @param body   null for none
     * @throws CommandFailure when the daemon cannot be reached or does not answer in time
     */
    Reply send(String method, String target, Map<String, String> headers, byte[] body) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        try (SocketChannel channel = connect(); Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            boolean whole = write(channel, key, request(method, target, headers, body), deadlineNs);
            byte[] answer = readToEnd(channel, key, deadlineNs);
            if (answer.length == 0) {
                throw new CommandFailure(ExitStatus.UNREACHABLE, "sallyportd hung up without an answer"
                        + (whole ? "" : " before it had read the whole request") + "; its log says why");
            }
            return Reply.parse(answer);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNREACHABLE,
                    "the connection to sallyportd at " + socket + " broke: " + e.getMessage() + "; see its log");
        }
    }

    /**
     * Hands over each event of a stream as it comes; returns when the daemon ends it.
     *
     * @throws CommandFailure when the daemon cannot be reached or refuses
     */
    void follow(String target, Consumer<String> event) {
        try (SocketChannel channel = connect()) {
            ByteBuffer[] request = request("GET", target, Map.of("Accept", "text/event-stream"), null);
            while (request[0].hasRemaining()) {
                channel.write(request);
            }
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            String head = head(in);
            if (!head.startsWith("HTTP/1.1 200 ")) {
                throw new CommandFailure(ExitStatus.FAILED, "the daemon refuses to tell its events: " + head.lines().findFirst().orElse(""));
            }
            new EventStream(in).forEach(event);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.UNREACHABLE,
                    "the connection to sallyportd at " + socket + " broke: " + e.getMessage() + "; see its log");
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < READ_CHUNK && head.indexOf("\r\n\r\n") < 0) {
            int letter = in.read();
            if (letter < 0) {
                break;
            }
            head.append((char) letter);
        }
        return head.toString();
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return channel;
        } catch (IOException e) {
            channel.close();
            throw unreachable(e);
        }
    }

    private CommandFailure unreachable(IOException cause) {
        if (Files.notExists(socket)) {
            return new CommandFailure(ExitStatus.UNREACHABLE, "no sallyportd listens at " + socket
                    + "; start it with 'sallyportd', or name its socket with --socket or SALLYPORT_SOCKET");
        }
        if (!Files.isWritable(socket)) {
            return new CommandFailure(ExitStatus.FORBIDDEN,
                    "you may not use " + socket + "; run this as root, or ask for membership of group sallyport");
        }
        return new CommandFailure(ExitStatus.UNREACHABLE, "sallyportd does not answer at " + socket
                + " (" + cause.getMessage() + "); start it with 'sallyportd'");
    }

    private static ByteBuffer[] request(String method, String target, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n")
                .append("Host: sallyport\r\nConnection: close\r\n");
        headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] content = body == null ? new byte[0] : body;
        if (body != null) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        head.append("\r\n");
        return new ByteBuffer[] {ByteBuffer.wrap(head.toString().getBytes(StandardCharsets.UTF_8)), ByteBuffer.wrap(content)};
    }

    /** @return false when the daemon stopped reading: it has an answer already, such as 413 */
    private boolean write(SocketChannel channel, SelectionKey key, ByteBuffer[] request, long deadlineNs) throws IOException {
        while (request[request.length - 1].hasRemaining() || request[0].hasRemaining()) {
            await(key, SelectionKey.OP_WRITE, deadlineNs);
            try {
                channel.write(request);
            } catch (IOException e) {
                return false;
            }
        }
        return true;
    }

    private byte[] readToEnd(SocketChannel channel, SelectionKey key, long deadlineNs) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(READ_CHUNK);
        while (true) {
            await(key, SelectionKey.OP_READ, deadlineNs);
            int count = channel.read(chunk);
            if (count < 0) {
                return answer.toByteArray();
            }
            answer.write(chunk.array(), 0, chunk.position());
            chunk.clear();
        }
    }

    private void await(SelectionKey key, int operation, long deadlineNs) throws IOException {
        key.interestOps(operation);
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0 || key.selector().select(leftMs) == 0 && deadlineNs - System.nanoTime() <= 0) {
            throw new CommandFailure(ExitStatus.UNREACHABLE, "sallyportd did not answer within " + timeout.toSeconds()
                    + " s; see its log, or wait longer with --timeout");
        }
        key.selector().selectedKeys().clear();
    }
}
