package io.sallyport.bench.lab.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Something that a host's agent does until it is told to stop: by the end of what we say to it. */
public final class Running implements AutoCloseable {

    private final SocketChannel channel;

    private Running(SocketChannel channel) {
        this.channel = channel;
    }

    static Running start(Path socket, String request) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
        return new Running(channel);
    }

    /** Ends it; how it went. */
    public Answer stop() {
        try (BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.shutdownOutput();
            String line = lines.readLine();
            return line == null ? Answer.error(new IOException("the host agent hung up")) : Answer.parse(line);
        } catch (IOException e) {
            return Answer.error(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
