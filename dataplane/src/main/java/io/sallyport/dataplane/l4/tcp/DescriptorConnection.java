package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.unix.FileDescriptor;
import io.sallyport.dataplane.linux.StreamSockets;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A connection that Netty has never seen. */
final class DescriptorConnection implements Connection {

    private final FileDescriptor descriptor;
    private final InetSocketAddress remote;
    private InetSocketAddress local;

    /**
     * @param fd    belongs to the connection from now on
     * @param local null: is found out when somebody asks, for few do
     */
    DescriptorConnection(int fd, InetSocketAddress local, InetSocketAddress remote) {
        this.descriptor = new FileDescriptor(fd);
        this.local = local;
        this.remote = remote;
    }

    /** Not while it closes: the descriptor may be another's by then. */
    @Override
    public synchronized InetSocketAddress local() {
        if (local == null && descriptor.isOpen()) {
            local = StreamSockets.local(descriptor.intValue());
        }
        return local;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public FileDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public synchronized void close(boolean reset) {
        if (!descriptor.isOpen()) {
            return;
        }
        if (reset) {
            StreamSockets.resetOnClose(descriptor.intValue());
        }
        try {
            descriptor.close();
        } catch (IOException e) {
            // close(2): the descriptor is free all the same
        }
    }
}
