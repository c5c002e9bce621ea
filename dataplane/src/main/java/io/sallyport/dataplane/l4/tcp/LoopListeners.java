package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.sallyport.dataplane.l4.connector.Listener;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * All that listen at one address, one on each loop. The kernel chooses among them, and a connection begins on the loop that accepted it:
 * handing it to another one would wake a thread for each, which a short connection feels.
 */
final class LoopListeners implements Listener {

    /** Opens one, on the loop. */
    @FunctionalInterface
    interface Opener {

        /** @param beside whether one is there already */
        DescriptorListener open(EventLoop loop, InetSocketAddress at, boolean beside);
    }

    private final List<DescriptorListener> listeners = new ArrayList<>();

    private LoopListeners() {
    }

    /** @return fails with what the kernel said of the first that it refused; then none is left */
    static Future<Listener> open(List<EventLoop> loops, InetSocketAddress at, Opener opener) {
        Promise<Listener> result = loops.getFirst().newPromise();
        new LoopListeners().openNext(new ArrayDeque<>(loops), at, opener, result);
        return result;
    }

    /** One after the other: the first finds out whether the address is free, and which port the kernel chooses. */
    private void openNext(Deque<EventLoop> loops, InetSocketAddress at, Opener opener, Promise<Listener> result) {
        if (loops.isEmpty()) {
            result.setSuccess(this);
            return;
        }
        EventLoop loop = loops.removeFirst();
        loop.submit(() -> opener.open(loop, at, !listeners.isEmpty())).addListener((Future<DescriptorListener> opened) -> {
            if (opened.isSuccess()) {
                listeners.add(opened.getNow());
                openNext(loops, address(), opener, result);
            } else {
                close().addListener(closed -> result.setFailure(opened.cause()));
            }
        });
    }

    @Override
    public InetSocketAddress address() {
        return listeners.getFirst().address();
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = ImmediateEventExecutor.INSTANCE.newPromise();
        closeNext(new ArrayDeque<>(listeners), closed);
        return closed;
    }

    private static void closeNext(Deque<DescriptorListener> rest, Promise<Void> closed) {
        if (rest.isEmpty()) {
            closed.setSuccess(null);
        } else {
            rest.removeFirst().stop().addListener(done -> closeNext(rest, closed));
        }
    }
}
