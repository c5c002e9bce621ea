package io.sallyport.dataplane.l4.transport;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/**
 * Where to listen, and for what comes in by which interface: several that differ in it may have one address and port.
 *
 * @param device index of the interface; 0: all
 */
public record Entrance(InetSocketAddress address, int device) {

    /**
     * @param fresh not bound yet
     * @throws io.netty.channel.ChannelException when the kernel refuses, with the channel closed
     */
    public <C extends Channel> C prepare(C fresh) {
        return OneInterface.tie(fresh, device);
    }
}
