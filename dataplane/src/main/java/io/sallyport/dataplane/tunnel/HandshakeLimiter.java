package io.sallyport.dataplane.tunnel;

import java.util.random.RandomGenerator;

/**
 * Tells when handshakes are a load, and holds each source to a rate then (WireGuard §5.3): a token bucket per IPv4 address or
 * IPv6 /64. The buckets are a fixed table; two sources whose hashes meet push each other out, which only forgets spent tokens.
 */
final class HandshakeLimiter {

    /** Tokens a second and at most, per source: as in the reference. */
    private static final int PER_SECOND = 20;
    private static final int BURST = 5;
    private static final long TOKEN_NS = ProtocolTimes.SECOND / PER_SECOND;
    private static final long FULL_NS = BURST * TOKEN_NS;

    private static final int BUCKETS = 1 << 12;
    /** How long it stays under load after the last crowded second. */
    private static final long LOAD_MEMORY = ProtocolTimes.SECOND;

    private final int loadPerSecond;
    private final long seed;
    private final long[] sources = new long[BUCKETS];
    /** Credit as time: a message costs {@link #TOKEN_NS}, and may not exceed {@link #FULL_NS} of credit. */
    private final long[] creditSinceNs = new long[BUCKETS];
    private final boolean[] used = new boolean[BUCKETS];

    private long windowStartNs = ProtocolTimes.NEVER;
    private int inWindow;
    private long loadedUntilNs = ProtocolTimes.NEVER;

    HandshakeLimiter(int loadPerSecond, RandomGenerator random) {
        this.loadPerSecond = loadPerSecond;
        seed = random.nextLong() | 1;
    }

    /** Counts one handshake message; returns whether there are too many of them. */
    boolean isUnderLoad(long nowNs) {
        if (windowStartNs == ProtocolTimes.NEVER || nowNs - windowStartNs >= ProtocolTimes.SECOND) {
            windowStartNs = nowNs;
            inWindow = 0;
        }
        if (++inWindow > loadPerSecond) {
            loadedUntilNs = nowNs + LOAD_MEMORY;
        }
        return loadedUntilNs != ProtocolTimes.NEVER && nowNs - loadedUntilNs < 0;
    }

    /** Takes a token of the source's bucket; false when it is empty. */
    boolean admit(Endpoint source, long nowNs) {
        long key = source.v6() ? source.high() : source.low();
        int slot = (int) ((key ^ seed) * 0x9e3779b97f4a7c15L >>> 52);
        if (!used[slot] || sources[slot] != key) {
            used[slot] = true;
            sources[slot] = key;
            creditSinceNs[slot] = nowNs - FULL_NS;
        }
        long since = nowNs - creditSinceNs[slot] > FULL_NS ? nowNs - FULL_NS : creditSinceNs[slot];
        if (nowNs - since < TOKEN_NS) {
            creditSinceNs[slot] = since;
            return false;
        }
        creditSinceNs[slot] = since + TOKEN_NS;
        return true;
    }
}
