package io.sallyport.control.config.read;

import io.sallyport.dataplane.tunnel.PublicKey;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** The public key that belongs to a private one: the agreement with the base point u = 9 (RFC 7748 §4.1, §6.1). */
final class X25519 {

    private static final BigInteger BASE_POINT = BigInteger.valueOf(9);

    private X25519() {
    }

    static PublicKey publicKeyOf(SecretKey key) {
        byte[] scalar = key.toBytes();
        try {
            KeyFactory keys = KeyFactory.getInstance("X25519");
            PrivateKey privateKey = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(privateKey);
            agreement.doPhase(keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, BASE_POINT)), true);
            return PublicKey.of(agreement.generateSecret());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        } finally {
            Arrays.fill(scalar, (byte) 0);
        }
    }
}
