package io.sallyport.dataplane.l4.connector;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/** Binds a connector's addresses; one implementation a protocol. */
public interface ListenerFactory {

    /**
     * @param address the wildcard address means all addresses of both families
     * @return fails with what the kernel said
     */
    Future<? extends Listener> open(Connector connector, InetSocketAddress address);
}
