package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.ProtocolTimes.NEVER;

/**
 * Where one peer's handshakes stand: the open call, how often it was tried, when the next try is due. Only the worker of
 * handshakes touches it.
 */
final class PeerCalls {

    private InitiatorHandshake open;
    private int attempts;
    private long tryingSinceNs = NEVER;
    private long retryAtNs = NEVER;
    private long lastCallNs = NEVER;
    private long firstCallNs = NEVER;
    private byte[] newestTimestamp = new byte[Tai64n.LENGTH];
    /** What the peer may still call, as time: a call costs {@link ProtocolTimes#INITIATION_SPACING}. */
    private long creditSinceNs = NEVER;

    InitiatorHandshake open() {
        return open;
    }

    /** How often the peer was called in a row without an answer. */
    int attempts() {
        return attempts;
    }

    /** Do not call before; spreads a new configuration's first calls. */
    void holdUntil(long ns) {
        firstCallNs = ns;
    }

    boolean isTrying() {
        return tryingSinceNs != NEVER;
    }

    boolean hasTriedFor(long limitNs, long nowNs) {
        return isTrying() && nowNs - tryingSinceNs >= limitNs;
    }

    /** Whether the next call may go out now. */
    boolean isDue(long nowNs) {
        if (isTrying()) {
            return nowNs - retryAtNs >= 0;
        }
        if (firstCallNs != NEVER && nowNs - firstCallNs < 0) {
            return false;
        }
        return lastCallNs == NEVER || nowNs - lastCallNs >= ProtocolTimes.REKEY_TIMEOUT;
    }

    void called(InitiatorHandshake handshake, long nowNs, long jitterNs) {
        open = handshake;
        attempts++;
        lastCallNs = nowNs;
        if (!isTrying()) {
            tryingSinceNs = nowNs;
        }
        retryAtNs = nowNs + ProtocolTimes.retryAfter(attempts) + jitterNs;
    }

    /** Answered, or no longer needed. */
    void settle() {
        open = null;
        attempts = 0;
        tryingSinceNs = NEVER;
        retryAtNs = NEVER;
        firstCallNs = NEVER;
    }

    /** Lets the next call go out at once, though the last was a moment ago. */
    void forget() {
        settle();
        lastCallNs = NEVER;
    }

    /** Takes a timestamp of the peer if it is newer than every one before. */
    boolean acceptTimestamp(byte[] timestamp) {
        if (!Tai64n.isAfter(timestamp, newestTimestamp)) {
            return false;
        }
        newestTimestamp = timestamp.clone();
        return true;
    }

    /**
     * Whether the peer's initiations come too close together. A few may: those that waited in a queue while the way here was
     * closed all come at once, and the last of them is the one that the peer still remembers.
     */
    boolean isFlooded(long nowNs) {
        long full = nowNs - ProtocolTimes.INITIATION_BURST * ProtocolTimes.INITIATION_SPACING;
        long since = creditSinceNs == NEVER || creditSinceNs - full < 0 ? full : creditSinceNs;
        if (nowNs - since < ProtocolTimes.INITIATION_SPACING) {
            return true;
        }
        creditSinceNs = since + ProtocolTimes.INITIATION_SPACING;
        return false;
    }
}
