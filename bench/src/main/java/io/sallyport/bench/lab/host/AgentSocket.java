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
        return ask("tcp " + address + " " + text);
    }

    /** A UDP exchange of the text with the host at that address. */
    public Answer udp(String address, String text) {
        return ask("udp " + address + " " + text);
    }

    /** Random bytes over TCP, compared by digest; the answer has {@code bytes}, {@code sha256} and {@code ms}. */
    public Answer transfer(String address, long bytes) {
        return ask("transfer " + address + " " + bytes);
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
