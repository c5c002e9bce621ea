package io.sallyport.dataplane.engine;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue from any thread to one worker. The worker's empty check is one plain load of its own slot: a duty cycle
 * without commands pays nothing.
 */
final class CommandQueue {

    /** What another thread asks of a worker; it runs on the worker's thread between two duty cycles. */
    @FunctionalInterface
    interface Command {
        void execute();
    }

    private final AtomicReferenceArray<Command> slots;
    private final int mask;
    private final AtomicLong tail = new AtomicLong();
    /** Written by the worker only; producers read it to see whether there is room. */
    private final AtomicLong head = new AtomicLong();

    /** @param capacity a power of two */
    CommandQueue(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** Any thread. False when the queue is full: the worker does not keep up, or does not run. */
    boolean offer(Command command) {
        long position;
        do {
            position = tail.get();
            if (position - head.get() > mask) {
                return false;
            }
        } while (!tail.compareAndSet(position, position + 1));
        slots.setRelease((int) position & mask, command);
        return true;
    }

    /** The worker only. Runs what is queued now and returns how many commands that were. */
    int drain() {
        int done = 0;
        long position = head.getPlain();
        Command command;
        while ((command = slots.getAcquire((int) position & mask)) != null) {
            slots.setPlain((int) position & mask, null);
            position++;
            head.setRelease(position);
            command.execute();
            done++;
        }
        return done;
    }
}
