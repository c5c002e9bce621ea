package io.sallyport.bench.lab.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a host's {@link HostAgent} to do something from where it stands. */
public record AgentSocket(Path path) {

    /** A TCP exchange of the text with the host at that address. */
    public Answer tcp(String address, String text) {
        return tcp(address, EchoServer.ECHO_PORT, text);
    }

    /** A TCP exchange of the text with whoever echoes at that address and port. */
    public Answer tcp(String address, int port, String text) {
        return ask("tcp " + address + " " + port + " " + text);
    }

    /** A UDP exchange of the text with the host at that address. */
    public Answer udp(String address, String text) {
        return udp(address, EchoServer.ECHO_PORT, text);
    }

    /** A UDP exchange of the text with whoever echoes at that address and port. */
    public Answer udp(String address, int port, String text) {
        return ask("udp " + address + " " + port + " " + text);
    }

    /** Random bytes over TCP, compared by digest; the answer has {@code bytes}, {@code sha256} and {@code ms}. */
    public Answer transfer(String address, long bytes) {
        return transfer(address, EchoServer.DIGEST_PORT, bytes);
    }

    /** The same to another port. */
    public Answer transfer(String address, int port, long bytes) {
        return ask("transfer " + address + " " + port + " " + bytes);
    }

    private Answer ask(String request) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
                BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
            String line = lines.readLine();
            return line == null ? Answer.error(new IOException("the host agent at " + path + " hung up")) : Answer.parse(line);
        } catch (IOException e) {
            return Answer.error(e);
        }
    }
}
