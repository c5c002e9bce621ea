package io.sallyport.dataplane.l4.transport;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;

/** What a loop watches past Netty's channels. */
public final class Registrations {

    private Registrations() {
    }

    /** On the loop. @return {@code null} when it has ended */
    public static IoRegistration of(EventLoop loop, IoHandle handle) {
        Future<IoRegistration> registered = ((IoEventLoop) loop).register(handle);
        return registered.isSuccess() ? registered.getNow() : null;
    }
}
