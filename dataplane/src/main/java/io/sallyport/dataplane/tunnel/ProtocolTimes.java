package io.sallyport.dataplane.tunnel;

/** The limits of WireGuard §6.1, and our own pace where the protocol leaves it open. Times in nanoseconds. */
final class ProtocolTimes {

    static final long MILLISECOND = 1_000_000;
    static final long SECOND = 1_000 * MILLISECOND;

    static final long REKEY_AFTER_MESSAGES = 1L << 60;
    /** 2^64 − 2^13 − 1 as an unsigned number. */
    static final long REJECT_AFTER_MESSAGES = -(1L << 13) - 1;
    static final long REKEY_AFTER_TIME = 120 * SECOND;
    static final long REJECT_AFTER_TIME = 180 * SECOND;
    static final long REKEY_ATTEMPT_TIME = 90 * SECOND;
    static final long REKEY_TIMEOUT = 5 * SECOND;
    static final long KEEPALIVE_TIMEOUT = 10 * SECOND;
    static final long COOKIE_LIFETIME = 120 * SECOND;
    /** When a responder, whose peer should have renewed the session, renews it instead. */
    static final long RESPONDER_REKEY_AFTER_TIME = REJECT_AFTER_TIME - KEEPALIVE_TIMEOUT - REKEY_TIMEOUT;
    /** Data without any answer for this long: ask for a new session. */
    static final long DEAD_PEER_TIME = KEEPALIVE_TIMEOUT + REKEY_TIMEOUT;

    /** How long tries go unanswered, or packets wait, before the peer counts as down. */
    static final long CONNECT_PATIENCE = 5 * SECOND;
    /** The most a retry is moved, so that two ends do not keep calling at the same time. */
    static final long JITTER = 333 * MILLISECOND;
    /** Initiations of one peer that keep coming closer than this are a flood. */
    static final long INITIATION_SPACING = 20 * MILLISECOND;
    /** How many of them may come at once. */
    static final int INITIATION_BURST = 8;
    /** How late a timer may fire. */
    static final long SWEEP_INTERVAL = 250 * MILLISECOND;
    /** How long a learned path MTU is believed (RFC 1191 §6.3). */
    static final long PATH_MTU_LIFETIME = 600 * SECOND;

    /** Stands for "not running" where a time is expected; never a clock's value. */
    static final long NEVER = Long.MIN_VALUE;

    private ProtocolTimes() {
    }

    /**
     * The wait before try {@code attempt + 1}. Quick at first, since the other end may just have started or the next endpoint
     * may be the right one; then WireGuard's own pace. Responders accept up to 50 initiations a second.
     */
    static long retryAfter(int attempt) {
        if (attempt <= 3) {
            return SECOND;
        }
        return attempt <= 6 ? 2 * SECOND : REKEY_TIMEOUT;
    }
}
