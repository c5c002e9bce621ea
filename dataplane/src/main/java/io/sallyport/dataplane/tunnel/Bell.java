package io.sallyport.dataplane.tunnel;

import java.util.function.IntConsumer;

/** Wakes a worker that may be asleep in the kernel; what that takes is the engine's to know. Any thread rings. */
final class Bell {

    private volatile IntConsumer wakeUp = worker -> { };

    void ring(int worker) {
        wakeUp.accept(worker);
    }

    void attach(IntConsumer ringer) {
        wakeUp = ringer;
    }
}
