package io.sallyport.dataplane.tunnel;

/** The path MTU learned toward one peer, as the largest inner packet; believed for ten minutes. */
final class PathMtu {

    /** What every host must take (RFC 8200 §5), and what IPv4 hosts must (RFC 791 §3.1). */
    private static final int MIN_V6 = 1_280;
    private static final int MIN_V4 = 576;
    private static final int UDP_HEADER = 8;

    private volatile int inner = Integer.MAX_VALUE;
    private volatile long sinceNs;

    /** @param outer largest IP packet on the path to the endpoint, bytes */
    void learn(boolean v6, int outer, long nowNs) {
        int ipHeader = v6 ? 40 : 20;
        int learned = Math.max(outer - ipHeader - UDP_HEADER - Message.DATA_MIN_LENGTH, v6 ? MIN_V6 : MIN_V4);
        if (learned <= inner) {
            sinceNs = nowNs;
            inner = learned;
        }
    }

    void expire(long nowNs) {
        if (inner != Integer.MAX_VALUE && nowNs - sinceNs >= ProtocolTimes.PATH_MTU_LIFETIME) {
            inner = Integer.MAX_VALUE;
        }
    }

    int limit(int configured) {
        return Math.min(configured, inner);
    }
}
