package io.sallyport.bench.lab.net;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A unix socket seen from outside: network namespaces do not fence it off, so it is how we reach what runs inside. */
public final class UnixSocket {

    private UnixSocket() {
    }

    /** Whether somebody listens there. */
    public static boolean accepts(Path path) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
