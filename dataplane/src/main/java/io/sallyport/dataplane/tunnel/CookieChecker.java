package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.MAC_LENGTH;

import io.sallyport.dataplane.tunnel.crypto.Blake2s;
import io.sallyport.dataplane.tunnel.crypto.HandshakeAead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The receiving end of mac1, mac2 and cookies (WireGuard §5.3, §5.4.4, §5.4.7). */
final class CookieChecker {

    private static final byte[] MAC1_LABEL = "mac1----".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COOKIE_LABEL = "cookie--".getBytes(StandardCharsets.US_ASCII);
    private static final int SECRET_LENGTH = 32;

    private final byte[] mac1Key;
    private final byte[] cookieKey;
    private final RandomGenerator random;
    private final byte[] secret = new byte[SECRET_LENGTH];
    private long secretSinceNs = ProtocolTimes.NEVER;

    CookieChecker(PublicKey own, RandomGenerator random) {
        mac1Key = mac1Key(own);
        cookieKey = cookieKey(own);
        this.random = random;
    }

    static byte[] mac1Key(PublicKey receiver) {
        return Blake2s.hash(MAC1_LABEL, receiver.toBytes());
    }

    static byte[] cookieKey(PublicKey receiver) {
        return Blake2s.hash(COOKIE_LABEL, receiver.toBytes());
    }

    /** Whether the sender knows our public key; the cheapest test of all. */
    boolean mac1IsValid(byte[] message, int length) {
        int at = length - 2 * MAC_LENGTH;
        return holds(message, at, Blake2s.mac(mac1Key, message, at));
    }

    /** Whether the sender has shown that it receives at its source address. */
    boolean mac2IsValid(byte[] message, int length, Endpoint source, long nowNs) {
        if (secretIsStale(nowNs)) {
            return false;
        }
        byte[] from = source.toBytes();
        int at = length - MAC_LENGTH;
        return holds(message, at, Blake2s.mac(Blake2s.mac(secret, from, from.length), message, at));
    }

    private static boolean holds(byte[] message, int at, byte[] mac) {
        return MessageDigest.isEqual(mac, Arrays.copyOfRange(message, at, at + MAC_LENGTH));
    }

    /** A cookie reply to a message whose mac1 is valid. */
    byte[] reply(byte[] message, int length, Endpoint source, long nowNs) {
        if (secretIsStale(nowNs)) {
            random.nextBytes(secret);
            secretSinceNs = nowNs;
        }
        byte[] from = source.toBytes();
        byte[] nonce = new byte[HandshakeAead.XNONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] mac1 = Arrays.copyOfRange(message, length - 2 * MAC_LENGTH, length - MAC_LENGTH);
        byte[] sealed = HandshakeAead.xseal(cookieKey, nonce, Blake2s.mac(secret, from, from.length), mac1);

        byte[] reply = new byte[Message.COOKIE_REPLY_LENGTH];
        Message.putInt(reply, 0, Message.COOKIE_REPLY);
        Message.putInt(reply, Message.COOKIE_RECEIVER, Message.getInt(message, Message.SENDER));
        System.arraycopy(nonce, 0, reply, Message.COOKIE_NONCE, nonce.length);
        System.arraycopy(sealed, 0, reply, Message.COOKIE_SEALED, sealed.length);
        return reply;
    }

    private boolean secretIsStale(long nowNs) {
        return secretSinceNs == ProtocolTimes.NEVER || nowNs - secretSinceNs >= ProtocolTimes.COOKIE_LIFETIME;
    }
}
