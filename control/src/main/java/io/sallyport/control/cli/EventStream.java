package io.sallyport.control.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Reads server-sent events from a chunked HTTP/1.1 response (RFC 9112 §7.1; WHATWG HTML, §9.2.6): of each event its data, which our
 * daemon writes on one line.
 */
final class EventStream {

    private static final String DATA = "data: ";
    private static final int MAX_LINE = 1 << 20;

    private final InputStream in;
    /** Bytes left of the present chunk. */
    private long left;

    /** @param in behind the response's head */
    EventStream(InputStream in) {
        this.in = in;
    }

    /** Returns when the daemon ends the stream. */
    void forEach(Consumer<String> event) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int letter = next(); letter >= 0; letter = next()) {
            if (letter != '\n') {
                require(line.size() < MAX_LINE);
                line.write(letter);
                continue;
            }
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (text.startsWith(DATA)) {
                event.accept(text.substring(DATA.length()));
            }
        }
    }

    /** The next byte of the content, or −1 at its end. */
    private int next() throws IOException {
        while (left == 0) {
            String size = line();
            if (size == null) {
                return -1;
            }
            if (size.isEmpty()) {
                continue; // the end of the chunk before
            }
            require(size.matches("[0-9a-fA-F]{1,8}"));
            left = Long.parseLong(size, 16);
            if (left == 0) {
                return -1;
            }
        }
        left--;
        return in.read();
    }

    /** Without its CRLF; {@code null} at the end of the connection. */
    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int letter = in.read(); letter != '\n'; letter = in.read()) {
            if (letter < 0) {
                return null;
            }
            require(text.length() < MAX_LINE);
            text.append((char) letter);
        }
        return text.toString().strip();
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw new CommandFailure(ExitStatus.FAILED, "the daemon's stream of events is not readable; is it another version?");
        }
    }
}
