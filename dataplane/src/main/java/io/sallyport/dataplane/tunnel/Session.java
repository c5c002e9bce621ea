package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.tunnel.crypto.Aead;
import io.sallyport.dataplane.tunnel.crypto.AeadProvider;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A pair of transport keys and what guards them: the send counter, shared by all workers that seal, and the replay window,
 * touched only by the worker that owns the session for opening.
 */
final class Session implements Indexed {

    private static final VarHandle SEND_COUNTER;
    private static final VarHandle MISSING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SEND_COUNTER = lookup.findVarHandle(Session.class, "sendCounter", long.class);
            MISSING = lookup.findVarHandle(Session.class, "missing", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Peer peer;
    private final int localIndex;
    private final int remoteIndex;
    private final boolean initiator;
    private final CipherSuite suite;
    private final int owner;
    private final int generation;
    private final long createdNs;
    private final Aead[] sealers;
    private final Aead opener;
    private final ReplayWindow window = new ReplayWindow();
    private volatile boolean confirmed;
    private long sendCounter;
    private long missing;

    private Session(Peer peer, Origin origin, SessionKeys keys, AeadProvider provider, int workers) {
        this.peer = peer;
        localIndex = origin.localIndex;
        remoteIndex = origin.remoteIndex;
        initiator = origin.initiator;
        suite = origin.suite;
        owner = origin.owner;
        generation = origin.generation;
        createdNs = origin.createdNs;
        confirmed = initiator;
        sealers = new Aead[workers];
        for (int i = 0; i < workers; i++) {
            sealers[i] = provider.sealer(suite.algorithm(), keys.send());
        }
        opener = provider.opener(suite.algorithm(), keys.receive());
    }

    /**
     * Where a session comes from.
     *
     * @param owner      the worker that opens its data messages: the one whose socket the handshake came in at
     * @param generation which of the peer's key configurations it was made under
     */
    record Origin(
            int localIndex, int remoteIndex, boolean initiator, CipherSuite suite, int owner, int generation, long createdNs) {
    }

    /** A session with its ciphers ready, one per worker for sealing; wipes the keys. */
    static Session establish(Peer peer, Origin origin, SessionKeys keys, AeadProvider provider, int workers) {
        try {
            return new Session(peer, origin, keys, provider, workers);
        } finally {
            keys.wipe();
        }
    }

    /** Reserves {@code count} consecutive counters; returns the first. */
    long reserve(int count) {
        return (long) SEND_COUNTER.getAndAdd(this, (long) count);
    }

    long sent() {
        return (long) SEND_COUNTER.getOpaque(this);
    }

    boolean canSend(long nowNs) {
        return !isExpired(nowNs) && Long.compareUnsigned(sent(), ProtocolTimes.REJECT_AFTER_MESSAGES) < 0;
    }

    boolean isExpired(long nowNs) {
        return nowNs - createdNs >= ProtocolTimes.REJECT_AFTER_TIME;
    }

    long ageNs(long nowNs) {
        return nowNs - createdNs;
    }

    /** Whether this end should ask for a successor now. */
    boolean wantsRekey(long nowNs) {
        long after = initiator ? ProtocolTimes.REKEY_AFTER_TIME : ProtocolTimes.RESPONDER_REKEY_AFTER_TIME;
        return ageNs(nowNs) >= after || Long.compareUnsigned(sent(), ProtocolTimes.REKEY_AFTER_MESSAGES) >= 0;
    }

    Aead sealer(int worker) {
        return sealers[worker];
    }

    Aead opener() {
        return opener;
    }

    ReplayWindow window() {
        return window;
    }

    int owner() {
        return owner;
    }

    int generation() {
        return generation;
    }

    int remoteIndex() {
        return remoteIndex;
    }

    CipherSuite suite() {
        return suite;
    }

    /** A responder may send only after it has received: then it knows that the initiator has the keys (WireGuard §5.4.6). */
    boolean isConfirmed() {
        return confirmed;
    }

    void confirm() {
        confirmed = true;
    }

    /** By the owner, now and then: makes the loss visible to others. */
    void publishLoss() {
        MISSING.setOpaque(this, window.missing());
    }

    long missing() {
        return (long) MISSING.getOpaque(this);
    }

    @Override
    public int localIndex() {
        return localIndex;
    }

    @Override
    public Peer peer() {
        return peer;
    }

    /** Wipes the keys; no worker uses the session any more. */
    void close() {
        for (Aead sealer : sealers) {
            sealer.close();
        }
        opener.close();
    }
}
