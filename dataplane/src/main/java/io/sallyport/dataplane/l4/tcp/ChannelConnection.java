package io.sallyport.dataplane.l4.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.StreamSockets;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;

/** A connection that came about through Netty's channels: its first bytes were read there, or io_uring accepted it. */
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

    /**
     * Goes on without Netty, which the peer does not notice, once all that was written has gone.
     *
     * @param early at the end of the channel's pipeline
     * @return fails when the connection broke, or there is no descriptor
     */
    Future<Connection> leave(EarlyBytes early) {
        Promise<Connection> result = channel.eventLoop().newPromise();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (!written.isSuccess()) {
                result.setFailure(written.cause());
            } else if (channel instanceof EpollSocketChannel) {
                channel.deregister().addListener(gone -> result.setSuccess(this));
            } else {
                // Not now: io_uring tells of it from the midst of its completions, the rest of which would miss the channel's buffer.
                channel.eventLoop().execute(() -> leaveUring(early, result));
            }
        });
        return result;
    }

    /**
     * Closes the channel while the connection has another descriptor: io_uring's polls and reads outlive a mere deregistration. (A
     * channel of epoll's would stay registered that way: epoll(7), question 6.)
     */
    private void leaveUring(EarlyBytes early, Promise<Connection> result) {
        if (!channel.isOpen()) {
            result.setFailure(new ClosedChannelException());
            return;
        }
        int fd = StreamSockets.duplicate(descriptor().intValue());
        if (fd < 0) {
            result.setFailure(new NativeIoException("dup", -Errno.last()));
            return;
        }
        early.leaving();
        Connection left = new DescriptorConnection(fd, local(), remote());
        channel.close().addListener(closed -> {
            StreamSockets.nonBlocking(fd); // io_uring's sockets block
            result.setSuccess(left);
        });
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
