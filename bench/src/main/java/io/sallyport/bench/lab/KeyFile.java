package io.sallyport.bench.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.util.Base64;

/** Fresh X25519 keys (RFC 7748) in the files that WireGuard and Sallyport read: base64, owner only. */
public final class KeyFile {

    private static final int LENGTH = 32;

    private KeyFile() {
    }

    /** Writes a new private key and returns the public one, in base64. */
    public static String create(Path file) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            byte[] secret = ((XECPrivateKey) pair.getPrivate()).getScalar().orElseThrow();
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getEncoder().encodeToString(secret) + "\n");
            return Base64.getEncoder().encodeToString(littleEndian(((XECPublicKey) pair.getPublic()).getU()));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has X25519", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** The u-coordinate as it goes over the wire (RFC 7748 §5). */
    static byte[] littleEndian(BigInteger u) {
        byte[] bytes = new byte[LENGTH];
        byte[] big = u.toByteArray();
        for (int i = 0; i < LENGTH && i < big.length; i++) {
            bytes[i] = big[big.length - 1 - i];
        }
        return bytes;
    }
}
