package io.sallyport.bench.lab.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Main class of a LAN host: serves {@link EchoServer}, and does what one line on its unix socket asks: {@code tcp ADDRESS PORT TEXT},
 * {@code udp ADDRESS PORT TEXT} or {@code transfer ADDRESS PORT BYTES}, answering with one {@link Answer}.
 */
public final class HostAgent {

    private HostAgent() {
    }

    /** @param arguments the host's name, and the path of the socket to listen on */
    public static void main(String[] arguments) throws IOException {
        new EchoServer(arguments[0]).start();
        ServerSocketChannel requests = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        requests.bind(UnixDomainSocketAddress.of(Path.of(arguments[1])));
        while (true) {
            SocketChannel asker = requests.accept();
            Thread.ofVirtual().start(() -> answer(asker));
        }
    }

    private static void answer(SocketChannel asker) {
        try (asker; BufferedReader lines = new BufferedReader(Channels.newReader(asker, StandardCharsets.UTF_8))) {
            String request = lines.readLine();
            if (request != null) { // or somebody only looked whether we listen
                asker.write(ByteBuffer.wrap((perform(request) + "\n").getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            System.err.println("request: " + e.getMessage());
        }
    }

    private static Answer perform(String request) {
        String[] words = request.split(" ", 4);
        try {
            InetSocketAddress server = new InetSocketAddress(InetAddress.ofLiteral(words[1]), Integer.parseInt(words[2]));
            return switch (words[0]) {
                case "tcp" -> Exchange.tcp(server, words[3]);
                case "udp" -> Exchange.udp(server, words[3]);
                case "transfer" -> Exchange.transfer(server, Long.parseLong(words[3]));
                default -> throw new IllegalArgumentException("unknown request: " + request);
            };
        } catch (IOException | RuntimeException e) {
            return Answer.error(e);
        }
    }
}
