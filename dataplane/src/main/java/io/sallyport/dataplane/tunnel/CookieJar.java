package io.sallyport.dataplane.tunnel;

import static io.sallyport.dataplane.tunnel.Message.MAC_LENGTH;

import io.sallyport.dataplane.tunnel.crypto.Blake2s;
import io.sallyport.dataplane.tunnel.crypto.HandshakeAead;
import java.util.Arrays;

/** The sending end of mac1, mac2 and cookies toward one peer (WireGuard §5.4.4, §5.4.7). */
final class CookieJar {

    private final byte[] mac1Key;
    private final byte[] cookieKey;
    private byte[] lastMac1;
    private byte[] cookie;
    private long cookieSinceNs;

    CookieJar(PublicKey peer) {
        mac1Key = CookieChecker.mac1Key(peer);
        cookieKey = CookieChecker.cookieKey(peer);
    }

    /** Fills the two MACs at the end of a handshake message; mac2 stays zero without a fresh cookie. */
    void addMacs(byte[] message, int length, long nowNs) {
        int mac1At = length - 2 * MAC_LENGTH;
        lastMac1 = Blake2s.mac(mac1Key, message, mac1At);
        System.arraycopy(lastMac1, 0, message, mac1At, MAC_LENGTH);
        if (cookie != null && nowNs - cookieSinceNs < ProtocolTimes.COOKIE_LIFETIME) {
            int mac2At = length - MAC_LENGTH;
            System.arraycopy(Blake2s.mac(cookie, message, mac2At), 0, message, mac2At, MAC_LENGTH);
        }
    }

    /** Takes the cookie out of a reply; false when it is not an answer to our last message. */
    boolean accept(byte[] reply, long nowNs) {
        if (lastMac1 == null) {
            return false;
        }
        byte[] nonce = Arrays.copyOfRange(reply, Message.COOKIE_NONCE, Message.COOKIE_SEALED);
        byte[] sealed = Arrays.copyOfRange(reply, Message.COOKIE_SEALED, Message.COOKIE_REPLY_LENGTH);
        byte[] opened = HandshakeAead.xopen(cookieKey, nonce, sealed, lastMac1);
        if (opened == null) {
            return false;
        }
        cookie = opened;
        cookieSinceNs = nowNs;
        lastMac1 = null; // one reply per message (WireGuard §6.6)
        return true;
    }
}
