package io.sallyport.bench.lab.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What every LAN host serves, over both families:
 *
 * <ul>
 *   <li>TCP and UDP {@value #ECHO_PORT}: a line with the host's name and the caller's address as seen here, then the echo;
 *   <li>TCP and UDP {@value #GUARDED_PORT}: the same again, for a packet filter to guard;
 *   <li>TCP {@value #DIGEST_PORT}: reads to the end, then says how many bytes came and their SHA-256.
 * </ul>
 */
public final class EchoServer {

    public static final int ECHO_PORT = 7000;
    public static final int DIGEST_PORT = 7001;
    public static final int GUARDED_PORT = 7002;

    private static final int DATAGRAM_LIMIT = 65_507;

    private final String name;

    EchoServer(String name) {
        this.name = name;
    }

    void start() throws IOException {
        serve(new ServerSocket(DIGEST_PORT), this::digest);
        for (int port : new int[] {ECHO_PORT, GUARDED_PORT}) {
            serve(new ServerSocket(port), this::echo);
            DatagramSocket datagrams = new DatagramSocket(port);
            Thread.ofPlatform().name("udp-" + port).start(() -> echoDatagrams(datagrams));
        }
    }

    private interface Service {
        void serve(Socket caller) throws IOException;
    }

    private static void serve(ServerSocket server, Service service) {
        Thread.ofPlatform().name("tcp-" + server.getLocalPort()).start(() -> {
            while (true) {
                try {
                    Socket caller = server.accept();
                    Thread.ofVirtual().start(() -> serveOne(caller, service));
                } catch (IOException e) {
                    System.err.println("accept: " + e.getMessage());
                }
            }
        });
    }

    private static void serveOne(Socket caller, Service service) {
        try (caller) {
            service.serve(caller);
        } catch (IOException e) {
            System.err.println(caller.getRemoteSocketAddress() + ": " + e.getMessage());
        }
    }

    private Answer greeting(InetAddress caller) {
        return Answer.of("host", name, "peer", caller.getHostAddress());
    }

    private void echo(Socket caller) throws IOException {
        OutputStream out = caller.getOutputStream();
        out.write((greeting(caller.getInetAddress()) + "\n").getBytes(StandardCharsets.UTF_8));
        caller.getInputStream().transferTo(out);
    }

    private void digest(Socket caller) throws IOException {
        MessageDigest digest = sha256();
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        InputStream in = caller.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            bytes += n;
        }
        Answer answer = greeting(caller.getInetAddress())
                .with("bytes", Long.toString(bytes))
                .with("sha256", HexFormat.of().formatHex(digest.digest()));
        caller.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void echoDatagrams(DatagramSocket socket) {
        byte[] buffer = new byte[DATAGRAM_LIMIT];
        while (true) {
            try {
                DatagramPacket datagram = new DatagramPacket(buffer, buffer.length);
                socket.receive(datagram);
                byte[] head = (greeting(datagram.getAddress()) + "\n").getBytes(StandardCharsets.UTF_8);
                byte[] reply = new byte[head.length + datagram.getLength()];
                System.arraycopy(head, 0, reply, 0, head.length);
                System.arraycopy(datagram.getData(), 0, reply, head.length, datagram.getLength());
                socket.send(new DatagramPacket(reply, reply.length, datagram.getSocketAddress()));
            } catch (IOException e) {
                System.err.println("udp echo: " + e.getMessage());
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
