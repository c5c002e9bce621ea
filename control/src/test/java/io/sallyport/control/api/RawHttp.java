package io.sallyport.control.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Bytes to a unix socket and back, without an HTTP library that would refuse to send what a test wants to send. */
final class RawHttp {

    private RawHttp() {
    }

    /** Sends the text and reads until the server hangs up. */
    static String exchange(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer out = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
            try {
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                // the server may answer, and hang up, before it has read everything
            }
            return readToEnd(channel);
        }
    }

    static String readToEnd(SocketChannel channel) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer chunk = ByteBuffer.allocate(8_192);
        while (channel.read(chunk) >= 0) {
            answer.write(chunk.array(), 0, chunk.position());
            chunk.clear();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    /** One request that asks the server to hang up after its answer. */
    static String request(String method, String target, String headers, String body) {
        return method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers
                + (body.isEmpty() ? "" : "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n") + "\r\n" + body;
    }

    static String get(Path socket, String target) throws IOException {
        return exchange(socket, request("GET", target, "", ""));
    }

    static int status(String response) {
        return Integer.parseInt(response.split(" ", 3)[1]);
    }

    static String body(String response) {
        return response.substring(response.indexOf("\r\n\r\n") + 4);
    }

    /** The value of a header; empty when it is absent. */
    static String header(String response, String name) {
        for (String line : response.substring(0, response.indexOf("\r\n\r\n")).split("\r\n")) {
            if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }
}
