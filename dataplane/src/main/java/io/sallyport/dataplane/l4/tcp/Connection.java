package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.unix.FileDescriptor;
import java.net.InetSocketAddress;

/** One of the two connections of a session. On the session's loop, but for the addresses, which any thread may ask for. */
interface Connection {

    /** Null when it is not known, or no longer to be had. */
    InetSocketAddress local();

    InetSocketAddress remote();

    FileDescriptor descriptor();

    /** @param reset with a RST, which drops what is still to be sent; else behind it */
    void close(boolean reset);
}
