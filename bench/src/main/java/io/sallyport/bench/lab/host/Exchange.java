package io.sallyport.bench.lab.host;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;

/** The client's side of {@link EchoServer}: each call is one conversation, and fails when what comes back is not what went. */
final class Exchange {

    private static final int TIMEOUT_MS = 3_000;
    private static final int TRANSFER_TIMEOUT_MS = 60_000;
    private static final int UDP_ATTEMPTS = 3;

    private Exchange() {
    }

    /** Connects, reads the greeting, sends the text and expects it back. */
    static Answer tcp(InetSocketAddress server, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = connect(server, TIMEOUT_MS)) {
            socket.getOutputStream().write(payload);
            socket.shutdownOutput();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String greeting = readLine(in);
            requireSame(payload, in.readAllBytes());
            return Answer.parse(greeting).with("echoed", Integer.toString(payload.length));
        }
    }

    /** Sends the text as one datagram and expects it back; a lost datagram is sent again, as any UDP client would. */
    static Answer udp(InetSocketAddress server, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            socket.setSoTimeout(TIMEOUT_MS / UDP_ATTEMPTS);
            DatagramPacket reply = new DatagramPacket(new byte[1 << 16], 1 << 16);
            for (int attempt = 1; ; attempt++) {
                socket.send(new DatagramPacket(payload, payload.length));
                try {
                    socket.receive(reply);
                    break;
                } catch (SocketTimeoutException e) {
                    if (attempt == UDP_ATTEMPTS) {
                        throw new IOException("no datagram came back from " + server, e);
                    }
                }
            }
            byte[] received = Arrays.copyOf(reply.getData(), reply.getLength());
            int newline = new String(received, StandardCharsets.ISO_8859_1).indexOf('\n');
            requireSame(payload, Arrays.copyOfRange(received, newline + 1, received.length));
            return Answer.parse(new String(received, 0, newline, StandardCharsets.UTF_8))
                    .with("echoed", Integer.toString(payload.length));
        }
    }

    /** Sends random bytes and compares the digest that the server made of what it got. */
    static Answer transfer(InetSocketAddress server, long bytes) throws IOException {
        MessageDigest digest = EchoServer.sha256();
        SplittableRandom random = new SplittableRandom(bytes);
        byte[] block = new byte[1 << 16];
        long started = System.nanoTime();
        try (Socket socket = connect(server, TRANSFER_TIMEOUT_MS)) {
            OutputStream out = socket.getOutputStream();
            for (long left = bytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                int n = (int) Math.min(left, block.length);
                digest.update(block, 0, n);
                out.write(block, 0, n);
            }
            socket.shutdownOutput();
            Answer answer = Answer.parse(new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)).readLine());
            requireSame(digest.digest(), HexFormat.of().parseHex(answer.get("sha256")));
            return answer.with("ms", Long.toString((System.nanoTime() - started) / 1_000_000));
        }
    }

    private static Socket connect(InetSocketAddress server, int readTimeoutMs) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(server, TIMEOUT_MS);
            socket.setSoTimeout(readTimeoutMs);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void requireSame(byte[] sent, byte[] received) throws IOException {
        if (!Arrays.equals(sent, received)) {
            throw new IOException("what came back differs from what was sent");
        }
    }
}
