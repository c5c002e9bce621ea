package io.sallyport.dataplane.l4.connector;

import io.netty.util.concurrent.Future;

/** A bound address. Its sessions outlive it. */
public interface Listener {

    /** Stops taking sessions in; the address is free when the result succeeds. */
    Future<Void> close();
}
