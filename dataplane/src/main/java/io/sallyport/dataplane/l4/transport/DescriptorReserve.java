package io.sallyport.dataplane.l4.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.UnixChannel;
import io.sallyport.dataplane.linux.Errno;
import io.sallyport.dataplane.linux.ProcessLimits;

/**
 * Keeps sessions from the process's last descriptors: with those gone, the operator who wants to know why could not be let in. The
 * kernel gives the lowest number that is free (open(2)), so that a new one's number tells how many there are.
 */
final class DescriptorReserve {

    /** For the control socket's connections, and the files that a change of the configuration writes. */
    private static final int KEPT = 32;

    private final int firstKept;

    private DescriptorReserve(int firstKept) {
        this.firstKept = firstKept;
    }

    static DescriptorReserve ofThisProcess() {
        return new DescriptorReserve(ProcessLimits.openFiles() - KEPT);
    }

    boolean holds(Channel channel) {
        return ((UnixChannel) channel).fd().intValue() >= firstKept;
    }

    /**
     * @param fresh a channel that no loop knows yet
     * @throws ChannelException as if descriptors had run out, with the channel closed
     */
    <C extends Channel> C refuse(C fresh) {
        if (holds(fresh)) {
            fresh.unsafe().closeForcibly();
            throw new ChannelException(new NativeIoException("socket", -Errno.EMFILE));
        }
        return fresh;
    }
}
