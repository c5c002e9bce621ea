package io.sallyport.dataplane.linux;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
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

    /**
     * Waits until what is sent to {@code address} gets there. The kernel makes the local route of an IPv6 address in a work
     * queue: on a busy machine, a good while after the address.
     */
    public void awaitDelivery(InetAddress address) throws Exception {
        call(() -> probe(address));
    }

    private static Void probe(InetAddress address) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, address)) {
            socket.setSoTimeout(20);
            DatagramPacket probe = new DatagramPacket(new byte[1], 1, address, socket.getLocalPort());
            for (int i = 0; i < 500; i++) {
                try {
                    socket.send(probe);
                    socket.receive(probe);
                    return null;
                } catch (SocketTimeoutException | SocketException e) {
                    // not yet
                }
            }
            throw new AssertionError(address + " is not delivered to its own host");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
