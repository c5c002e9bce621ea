package io.sallyport.dataplane.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread in a network namespace of its own (unshare(2)): sockets, TUN devices and netlink that it opens live there. The
 * namespace has no name and goes away with the thread and its descriptors, so there is nothing to clean up.
 */
public final class NetworkNamespace implements AutoCloseable {

    private static final int CLONE_NEWNET = 0x4000_0000;

    private final ExecutorService thread;

    /** With the loopback interface up. */
    public NetworkNamespace(String name) throws Exception {
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("netns-" + name).daemon().factory());
        call(() -> {
            Kernel.check(Kernel.LIBC.unshare(CLONE_NEWNET), "cannot make a network namespace", "run the test as root");
            try (Netlink netlink = Netlink.open()) {
                netlink.setUp(netlink.linkIndex("lo").orElseThrow());
            }
            return null;
        });
    }

    /** Runs {@code task} inside and waits for its result. */
    public <T> T call(Callable<T> task) throws Exception {
        try {
            return start(task).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Starts {@code task} inside; the next one waits until it has ended. */
    public <T> Future<T> start(Callable<T> task) {
        return thread.submit(task);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
