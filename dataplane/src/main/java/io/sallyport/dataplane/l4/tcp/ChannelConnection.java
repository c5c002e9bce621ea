package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import java.net.InetSocketAddress;

/** A connection that came about through Netty's channels: its first bytes were read there, or io_uring drives it. */
record ChannelConnection(Channel channel) implements Connection {

    @Override
    public InetSocketAddress local() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public InetSocketAddress remote() {
        return (InetSocketAddress) channel.remoteAddress();
    }

    @Override
    public FileDescriptor descriptor() {
        return ((UnixChannel) channel).fd();
    }

    @Override
    public void close(boolean reset) {
        if (reset && channel.isOpen()) {
            try {
                ((SocketChannel) channel).config().setSoLinger(0);
            } catch (ChannelException e) {
                // the peer was faster: the connection is gone already
            }
        }
        channel.unsafe().close(channel.unsafe().voidPromise()); // registered or not
    }
}
