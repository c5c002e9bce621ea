package io.sallyport.control.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What the daemon answered. @param headers by lower-case name */
record Reply(int status, Map<String, String> headers, byte[] body) {

    /** Reads a response that ended with its connection; the daemon always sends {@code Content-Length}. */
    static Reply parse(byte[] raw) {
        int headEnd = endOfHead(raw);
        String[] lines = new String(raw, 0, headEnd, StandardCharsets.ISO_8859_1).split("\r\n");
        String[] statusLine = lines[0].split(" ", 3);
        if (!statusLine[0].startsWith("HTTP/1.") || statusLine.length < 2 || !statusLine[1].matches("\\d{3}")) {
            throw notHttp();
        }
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.put(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), lines[i].substring(colon + 1).strip());
            }
        }
        byte[] body = Arrays.copyOfRange(raw, headEnd + 4, raw.length);
        String length = headers.getOrDefault("content-length", "");
        if (!length.equals(Integer.toString(body.length))) {
            throw new CommandFailure(ExitStatus.FAILED,
                    "the daemon's answer was cut short: " + body.length + " of " + length + " bytes; try again");
        }
        return new Reply(Integer.parseInt(statusLine[1]), headers, body);
    }

    private static int endOfHead(byte[] raw) {
        for (int i = 0; i + 3 < raw.length; i++) {
            if (raw[i] == '\r' && raw[i + 1] == '\n' && raw[i + 2] == '\r' && raw[i + 3] == '\n') {
                return i;
            }
        }
        throw notHttp();
    }

    private static CommandFailure notHttp() {
        return new CommandFailure(ExitStatus.FAILED, "what answers at that socket does not speak HTTP; is it sallyportd?");
    }

    boolean ok() {
        return status / 100 == 2;
    }

    Document document() {
        return Document.parse(body);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
