package io.sallyport.dataplane.l4.connector;

import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/** A bound address. Its sessions outlive it. */
public interface Listener {

    /** What it is bound to: with the port that the kernel chose, where 0 was asked for. */
    InetSocketAddress address();

    /** Stops taking sessions in; the address is free when the result succeeds. */
    Future<Void> close();
}
