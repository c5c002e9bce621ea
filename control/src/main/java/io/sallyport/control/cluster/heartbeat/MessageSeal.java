package io.sallyport.control.cluster.heartbeat;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * One direction of one connection: messages with an HMAC-SHA256 over their number and content. The number is counted by both
 * ends and not sent: a message that is repeated, left out or moved does not verify.
 */
final class MessageSeal {

    static final String ALGORITHM = "HmacSHA256";
    static final int TAG = 32;

    private final Mac mac;
    private long number;

    MessageSeal(SecretKey key) throws GeneralSecurityException {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(key);
    }

    byte[] seal(byte[] message) {
        byte[] sealed = Arrays.copyOf(message, message.length + TAG);
        System.arraycopy(tag(message, message.length), 0, sealed, message.length, TAG);
        return sealed;
    }

    /** @return the message, or {@code null} when it does not verify: the connection is of no more use then */
    byte[] open(byte[] sealed) {
        int length = sealed.length - TAG;
        if (length < 0) {
            return null;
        }
        byte[] tag = Arrays.copyOfRange(sealed, length, sealed.length);
        return MessageDigest.isEqual(tag, tag(sealed, length)) ? Arrays.copyOf(sealed, length) : null;
    }

    private byte[] tag(byte[] bytes, int length) {
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number++));
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }
}
