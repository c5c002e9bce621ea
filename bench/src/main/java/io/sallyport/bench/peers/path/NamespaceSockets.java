package io.sallyport.bench.peers.path;

import static io.sallyport.dataplane.linux.Kernel.LIBC;
import static io.sallyport.dataplane.linux.Kernel.check;

import io.sallyport.bench.lab.net.CommandException;
import io.sallyport.bench.lab.net.Namespace;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens descriptors inside a namespace: a socket or a TUN device belongs for ever to the namespace of the thread that opened it
 * (setns(2), network_namespaces(7)), and may be used by any thread afterwards.
 */
public final class NamespaceSockets {

    private static final String NAMES = "/run/netns/";
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int CLONE_NEWNET = 0x4000_0000;

    private NamespaceSockets() {
    }

    /** Runs {@code open} on a thread that lives in the namespace, and ends with it: no other thread ever moves. */
    public static <T> T open(Namespace namespace, Callable<T> open) {
        return open(namespace.name(), open);
    }

    /** For a process of ours that knows a namespace by its name only. */
    static <T> T open(String namespace, Callable<T> open) {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(namespace);
            return open.call();
        });
        Thread.ofPlatform().name("opener-" + namespace).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new CommandException("cannot open a socket in " + namespace + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted while opening a socket in " + namespace, e);
        }
    }

    /** A thread that lives in the namespace, for work that opens sockets all the time. */
    public static Thread start(Namespace namespace, String name, Runnable work) {
        return Thread.ofPlatform().name(name).daemon().start(() -> {
            enter(namespace.name());
            work.run();
        });
    }

    private static void enter(String namespace) {
        int fd = check(LIBC.open(NAMES + namespace, O_RDONLY_CLOEXEC), "cannot open namespace " + namespace);
        try {
            check(LIBC.setns(fd, CLONE_NEWNET), "cannot enter namespace " + namespace);
        } finally {
            LIBC.close(fd);
        }
    }
}
