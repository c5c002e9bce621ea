package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.Channel;

/** Takes accepted connections over: a connector's, or the overlay's. */
@FunctionalInterface
public interface Acceptor {

    /**
     * @param accepted registered at its loop, on which this is called; without handlers, not reading by itself; belongs to the
     *                 acceptor from now on
     */
    void accepted(Channel accepted);
}
