package io.sallyport.control.cluster.heartbeat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What the transport counts since the daemon started; any thread reads. */
public final class HeartbeatCounters {

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLongArray refused = new AtomicLongArray(Refusal.values().length);

    void onSent() {
        sent.incrementAndGet();
    }

    void onReceived() {
        received.incrementAndGet();
    }

    void onConnect() {
        connects.incrementAndGet();
    }

    void onRefused(Refusal refusal) {
        refused.incrementAndGet(refusal.ordinal());
    }

    public long sent() {
        return sent.get();
    }

    public long received() {
        return received.get();
    }

    /** Connections that were authenticated. */
    public long connects() {
        return connects.get();
    }

    public long refused(Refusal refusal) {
        return refused.get(refusal.ordinal());
    }
}
