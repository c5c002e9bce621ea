package io.sallyport.dataplane.l4.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.UnixChannel;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.InterfaceBinding;

/**
 * Ties channels to a network interface, before they are bound.
 *
 * <p>In the socket, not by looking at IP_PKTINFO: so the kernel holds every packet against it, a stream's later segments too, and what
 * came in elsewhere is never queued. And by the interface's index: a name could mean another device by now. A device that is made
 * anew has another index, and a socket that is tied to the old one hears nothing any more; whoever listens opens another.
 */
public final class OneInterface {

    private OneInterface() {
    }

    /**
     * @param index 0: none
     * @throws ChannelException when the kernel refuses, with the channel closed
     */
    public static <C extends Channel> C tie(C fresh, int index) {
        if (index != 0 && !InterfaceBinding.bind(((UnixChannel) fresh).fd().intValue(), index)) {
            int errno = Errno.last();
            fresh.unsafe().closeForcibly();
            throw new ChannelException(new NativeIoException("setsockopt", -errno));
        }
        return fresh;
    }
}
