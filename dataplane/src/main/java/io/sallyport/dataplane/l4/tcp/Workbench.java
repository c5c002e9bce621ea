package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.EventLoop;
import io.netty.channel.unix.FileDescriptor;
import io.sallyport.dataplane.l4.transport.Transport;
import io.sallyport.dataplane.l4.transport.Watch;
import io.sallyport.dataplane.linux.LinuxException;
import io.sallyport.dataplane.linux.Pipe;
import io.sallyport.dataplane.linux.StreamSockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/** What the sessions of one loop use in turn, none for longer than a call: memory to copy through; and pipes, kept for the next. */
final class Workbench {

    /** Fits the core's second-level cache with room to spare. */
    static final int COPY_BYTES = 128 * 1024;
    private static final int PIPE_BYTES = 1 << 20;
    private static final int SPARE_PIPES = 32;

    private final MemorySegment copy = Arena.ofAuto().allocate(COPY_BYTES, 64);
    private final Deque<Pipe> spare = new ArrayDeque<>();
    private final StreamSockets sockets = new StreamSockets();
    private final EventLoop loop;
    private final Transport transport;
    /** Sessions that stay here until their end. */
    private final AtomicInteger settled = new AtomicInteger();

    Workbench(EventLoop loop, Transport transport) {
        this.loop = loop;
        this.transport = transport;
    }

    EventLoop loop() {
        return loop;
    }

    /** Any thread, as with the two that follow. */
    int settled() {
        return settled.get();
    }

    void settle() {
        settled.incrementAndGet();
    }

    void depart() {
        settled.decrementAndGet();
    }

    /** {@link #COPY_BYTES}, for the duration of a call. */
    MemorySegment copy() {
        return copy;
    }

    StreamSockets sockets() {
        return sockets;
    }

    /** Of a connection on this loop. */
    Watch watch(FileDescriptor descriptor, Watch.Target target) {
        return transport.watch(descriptor, target);
    }

    /** Whether a descriptor is one that sessions may not have. */
    boolean keeps(int fd) {
        return transport.keeps(fd);
    }

    /** @return an empty pipe; null when the kernel gives none but what sessions may not have: copying does as well */
    Pipe takePipe() {
        Pipe pipe = spare.poll();
        if (pipe != null) {
            return pipe;
        }
        try {
            pipe = Pipe.open(PIPE_BYTES);
        } catch (LinuxException e) {
            return null;
        }
        if (keeps(pipe.descriptor())) {
            pipe.close();
            return null;
        }
        return pipe;
    }

    /** @param empty whether nothing is left in it */
    void giveBack(Pipe pipe, boolean empty) {
        if (empty && spare.size() < SPARE_PIPES) {
            spare.push(pipe);
        } else {
            pipe.close();
        }
    }
}
