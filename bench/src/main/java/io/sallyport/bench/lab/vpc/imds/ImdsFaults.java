package io.sallyport.bench.lab.vpc.imds;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is wrong with instance metadata, for one instance or ({@code *}) for all. Any thread. */
public final class ImdsFaults {

    /** What its users see. */
    public enum Outage {
        NONE,
        /** Connections are closed without an answer. */
        DROP,
        /** Every answer is a 503, which is not the 404 of what does not exist. */
        ERROR
    }

    private static final String ALL = "*";

    private final Map<String, Outage> outages = new ConcurrentHashMap<>();

    public void set(String instanceId, Outage outage) {
        outages.put(instanceId, outage);
    }

    public void clear() {
        outages.clear();
    }

    Outage of(String instanceId) {
        Outage own = outages.getOrDefault(instanceId, Outage.NONE);
        return own == Outage.NONE ? outages.getOrDefault(ALL, Outage.NONE) : own;
    }
}
