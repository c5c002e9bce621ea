package io.sallyport.control.cluster.heartbeat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * The keys of one connection, one a direction, by HKDF (RFC 5869): extracted from the cluster's secret with both nonces as the
 * salt, expanded over both greetings. The directions differ, so that nobody can hand a member its own messages back.
 */
record ConnectionKeys(MessageSeal fromDialer, MessageSeal fromListener) {

    private static final String PURPOSE = "sallyport heartbeat 1 ";

    /** @param secret the caller's, who wipes it */
    static ConnectionKeys derive(byte[] secret, Hello dialer, Hello listener) {
        try {
            KDF hkdf = KDF.getInstance("HKDF-SHA256");
            byte[] salt = Arrays.copyOf(dialer.nonce(), 2 * Hello.NONCE);
            System.arraycopy(listener.nonce(), 0, salt, Hello.NONCE, Hello.NONCE);
            return new ConnectionKeys(
                    seal(hkdf, secret, salt, info("dialer", dialer, listener)),
                    seal(hkdf, secret, salt, info("listener", dialer, listener)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HKDF-SHA256 or HMAC-SHA256", e);
        }
    }

    private static MessageSeal seal(KDF hkdf, byte[] secret, byte[] salt, byte[] info) throws GeneralSecurityException {
        return new MessageSeal(hkdf.deriveKey(MessageSeal.ALGORITHM,
                HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, MessageSeal.TAG)));
    }

    private static byte[] info(String sender, Hello dialer, Hello listener) {
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        info.writeBytes((PURPOSE + sender).getBytes(StandardCharsets.US_ASCII));
        info.write(0);
        info.writeBytes(dialer.encode());
        info.writeBytes(listener.encode());
        return info.toByteArray();
    }
}
