package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.packet.PacketBatch;
import io.sallyport.dataplane.stats.Counter;
import io.sallyport.dataplane.stats.DropReason;
import io.sallyport.dataplane.stats.WorkerStats;
import io.sallyport.dataplane.tunnel.crypto.CryptoSuite;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Calls peers and answers their calls (WireGuard §5.4). Belongs to the first worker. */
final class Handshakes {

    private final CryptoSuite crypto;
    private final RandomGenerator random;
    private final Tai64n timestamps;
    private final IndexTable index;
    private final ControlSender sender;
    private final WorkerStats stats;
    private final HandshakeLimiter limiter;
    private final Bell bell;
    private final int workers;
    private final Map<PublicKey, Peer> peers = new HashMap<>();
    private final byte[] outgoing = new byte[Message.INITIATION_LENGTH];

    private Identity identity;
    private CookieChecker checker;

    Handshakes(
            Shared shared, CryptoSuite crypto, RandomGenerator random, InstantSource clock, ControlSender sender,
            WorkerStats stats) {
        this.crypto = crypto;
        this.random = random;
        this.sender = sender;
        this.stats = stats;
        timestamps = new Tai64n(clock);
        limiter = new HandshakeLimiter(shared.options().handshakeLoad(), random);
        index = shared.index();
        bell = shared.bell();
        workers = shared.workers();
    }

    /** Takes an identity; returns whether it is another one than before. */
    boolean adopt(SecretKey privateKey) {
        if (identity != null && identity.is(privateKey)) {
            return false;
        }
        boolean changed = identity != null;
        identity = new Identity(privateKey, crypto.x25519());
        checker = new CookieChecker(identity.publicKey(), random);
        return changed;
    }

    /** Initiations from now on carry later timestamps than this. */
    void notBefore(Instant instant) {
        timestamps.notBefore(instant);
    }

    Map<PublicKey, Peer> peers() {
        return peers;
    }

    /** Forgets the peer and its secrets. */
    void remove(Peer peer) {
        endCall(peer);
        identity.forget(peer);
        peers.remove(peer.publicKey());
        peer.sessions().retireAll();
    }

    /** Sends an initiation, in place of one that is still open. */
    void call(Peer peer, PacketBatch out, long nowNs) {
        Endpoint to = peer.endpointFor(peer.calls().attempts());
        InitiatorHandshake before = peer.calls().open();
        if (before != null) {
            index.remove(before);
            before.wipe();
        }
        KeyPair ephemeral = KeyPair.generate(random, crypto.x25519());
        InitiatorHandshake handshake = InitiatorHandshake.start(
                peer, identity, index.allocate(), ephemeral, timestamps.next(), outgoing);
        peer.calls().called(handshake, nowNs, random.nextInt((int) ProtocolTimes.JITTER));
        if (handshake == null) {
            peer.problem("its public key cannot be used; give the key that `sallyport keygen` or `wg pubkey` prints");
            return;
        }
        index.put(handshake);
        peer.cookies().addMacs(outgoing, Message.INITIATION_LENGTH, nowNs);
        if (peer.isCalledEverywhere()) {
            // one message at every place: where a cluster's standby hears it too, only the active member answers
            peer.places().forEach(place -> initiate(place, out));
        } else {
            initiate(to, out);
        }
    }

    private void initiate(Endpoint to, PacketBatch out) {
        if (sender.send(outgoing, Message.INITIATION_LENGTH, to, out)) {
            stats.increment(Counter.HANDSHAKES_INITIATED);
        }
    }

    /** Stops calling: answered, or no longer wanted. */
    void endCall(Peer peer) {
        InitiatorHandshake open = peer.calls().open();
        if (open != null) {
            index.remove(open);
            open.wipe();
        }
        peer.calls().settle();
    }

    /**
     * Takes in any message but data.
     *
     * @param message borrowed for the call
     * @param arrival the worker whose socket it came in at
     * @return whether it was a peer's, and valid
     */
    boolean receive(byte[] message, int length, Endpoint source, int arrival, PacketBatch replies, long nowNs) {
        if (identity == null) {
            stats.drop(DropReason.TUNNEL_UNKNOWN_PEER);
            return false;
        }
        int type = Message.handshakeType(message, length);
        DropReason refused = switch (type) {
            case Message.INITIATION, Message.RESPONSE -> admit(message, length, source, replies, nowNs);
            case Message.COOKIE_REPLY -> keepCookie(message, nowNs);
            default -> DropReason.TUNNEL_MALFORMED;
        };
        if (refused == null && type == Message.INITIATION) {
            refused = answer(message, source, arrival, replies, nowNs);
        } else if (refused == null && type == Message.RESPONSE) {
            refused = finish(message, source, arrival, nowNs);
        }
        if (refused != null) {
            stats.drop(refused);
        }
        return refused == null;
    }

    /** The tests that cost little, before any that costs a key agreement. */
    private DropReason admit(byte[] message, int length, Endpoint source, PacketBatch replies, long nowNs) {
        if (!checker.mac1IsValid(message, length)) {
            return DropReason.TUNNEL_HANDSHAKE_INVALID;
        }
        if (!limiter.isUnderLoad(nowNs)) {
            return null;
        }
        if (!checker.mac2IsValid(message, length, source, nowNs)) {
            byte[] reply = checker.reply(message, length, source, nowNs);
            if (sender.send(reply, reply.length, source, replies)) {
                stats.increment(Counter.COOKIES_SENT);
            }
            return DropReason.TUNNEL_HANDSHAKE_RATE;
        }
        return limiter.admit(source, nowNs) ? null : DropReason.TUNNEL_HANDSHAKE_RATE;
    }

    /** An initiation: answers it with a response and a session that waits for the peer to use it. */
    private DropReason answer(byte[] message, Endpoint source, int arrival, PacketBatch replies, long nowNs) {
        ResponderHandshake handshake = ResponderHandshake.identify(identity, message);
        if (handshake == null) {
            return DropReason.TUNNEL_HANDSHAKE_INVALID;
        }
        Peer peer = peers.get(handshake.initiator());
        DropReason refused = peer == null ? DropReason.TUNNEL_UNKNOWN_PEER : verify(handshake, peer, message, nowNs);
        if (refused != null) {
            handshake.wipe();
            return refused;
        }
        int localIndex = index.allocate();
        SessionKeys keys = handshake.respond(peer, localIndex, KeyPair.generate(random, crypto.x25519()), outgoing);
        if (keys == null) {
            handshake.wipe();
            return DropReason.TUNNEL_HANDSHAKE_INVALID;
        }
        peer.roamTo(source);
        peer.activity().onReceived(nowNs);
        peer.sessions().installAsResponder(establish(peer, keys,
                new Session.Origin(localIndex, handshake.initiatorIndex(), false, handshake.suite(), arrival,
                        peer.generation(), nowNs)));
        peer.cookies().addMacs(outgoing, Message.RESPONSE_LENGTH, nowNs);
        if (sender.send(outgoing, Message.RESPONSE_LENGTH, source, replies)) {
            peer.activity().onSent(nowNs);
        }
        return null;
    }

    private static DropReason verify(ResponderHandshake handshake, Peer peer, byte[] message, long nowNs) {
        if (!handshake.verify(peer, message)) {
            return DropReason.TUNNEL_HANDSHAKE_INVALID;
        }
        if (!peer.calls().acceptTimestamp(handshake.timestamp())) {
            return DropReason.TUNNEL_HANDSHAKE_REPLAY;
        }
        if (handshake.suite() != peer.suite()) {
            peer.problem("it calls with cipher " + handshake.suite().label() + ", but here its cipher is "
                    + peer.suite().label() + "; set the same on both nodes");
            return DropReason.TUNNEL_HANDSHAKE_INVALID;
        }
        return peer.calls().isFlooded(nowNs) ? DropReason.TUNNEL_HANDSHAKE_RATE : null;
    }

    /** A response to our call: the session can be used at once. */
    private DropReason finish(byte[] message, Endpoint source, int arrival, long nowNs) {
        if (!(index.get(Message.getInt(message, Message.RESPONSE_RECEIVER)) instanceof InitiatorHandshake handshake)) {
            return DropReason.TUNNEL_UNKNOWN_INDEX;
        }
        Peer peer = handshake.peer();
        SessionKeys keys = handshake.finish(message);
        if (keys == null) {
            peer.problem("its response does not verify; give both nodes the same preshared key");
            return DropReason.TUNNEL_HANDSHAKE_INVALID;
        }
        endCall(peer);
        peer.roamTo(source);
        peer.activity().onReceived(nowNs);
        peer.sessions().installAsInitiator(establish(peer, keys, new Session.Origin(handshake.localIndex(),
                Message.getInt(message, Message.SENDER), true, handshake.suite(), arrival, handshake.generation(), nowNs)));
        established(peer, nowNs);
        return null;
    }

    private Session establish(Peer peer, SessionKeys keys, Session.Origin origin) {
        Session session = Session.establish(peer, origin, keys, crypto.aead(origin.suite().algorithm()), workers);
        index.put(session);
        return session;
    }

    /** The current session is new. The other workers may have packets waiting for it. */
    void established(Peer peer, long nowNs) {
        peer.calledEverywhere(false);
        for (int other = 1; other < workers; other++) {
            bell.ring(other);
        }
        peer.handshakeWanted(false);
        peer.handshakeDone(nowNs);
        stats.increment(Counter.HANDSHAKES_COMPLETED);
    }

    private DropReason keepCookie(byte[] message, long nowNs) {
        Indexed target = index.get(Message.getInt(message, Message.COOKIE_RECEIVER));
        if (target == null) {
            return DropReason.TUNNEL_UNKNOWN_INDEX;
        }
        return target.peer().cookies().accept(message, nowNs) ? null : DropReason.TUNNEL_AUTH_FAILED;
    }
}
