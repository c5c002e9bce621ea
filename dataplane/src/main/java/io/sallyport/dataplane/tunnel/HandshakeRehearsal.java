package io.sallyport.dataplane.tunnel;

import io.sallyport.dataplane.tunnel.crypto.X25519;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Handshakes of two made-up peers within this process, both messages of each, and nothing is sent. The first handshake of a
 * process costs tens of milliseconds for classes and cold code; for the standby member of a cluster it comes at the takeover, when
 * every packet of the network waits for it.
 */
final class HandshakeRehearsal {

    private static final int ROUNDS = 10;

    private final RandomGenerator random;
    private final X25519 x25519;
    private final Identity caller;
    private final Identity called;
    private final Tai64n clock = new Tai64n(InstantSource.system());

    HandshakeRehearsal(RandomGenerator random, X25519 x25519) {
        this.random = random;
        this.x25519 = x25519;
        caller = new Identity(KeyPair.generate(random, x25519).privateKey(), x25519);
        called = new Identity(KeyPair.generate(random, x25519).privateKey(), x25519);
    }

    /** Takes some 40 ms of a core, on the calling thread. */
    void run() {
        for (int round = 0; round < ROUNDS; round++) {
            for (CipherSuite suite : CipherSuite.values()) {
                handshake(suite);
            }
        }
    }

    private void handshake(CipherSuite suite) {
        Peer peerOfCaller = peer(called, suite);
        Peer peerOfCalled = peer(caller, suite);
        byte[] initiation = new byte[Message.INITIATION_LENGTH];
        InitiatorHandshake initiator =
                InitiatorHandshake.start(peerOfCaller, caller, 1, KeyPair.generate(random, x25519), clock.next(), initiation);
        peerOfCaller.cookies().addMacs(initiation, Message.INITIATION_LENGTH, 0);
        ResponderHandshake responder = ResponderHandshake.identify(called, initiation);
        byte[] response = new byte[Message.RESPONSE_LENGTH];
        if (responder.verify(peerOfCalled, initiation)) {
            responder.respond(peerOfCalled, 2, KeyPair.generate(random, x25519), response);
            peerOfCalled.cookies().addMacs(response, Message.RESPONSE_LENGTH, 0);
            initiator.finish(response);
        }
        initiator.wipe();
        responder.wipe();
    }

    private static Peer peer(Identity identity, CipherSuite suite) {
        return new Peer(0, new PeerSpec("rehearsal", identity.publicKey(), Optional.empty(), List.of(), suite, 0, 0), null, 1);
    }
}
