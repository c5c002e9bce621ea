package io.sallyport.dataplane.tunnel.crypto;

import java.util.Arrays;
import java.util.Optional;
import jnr.ffi.LibraryLoader;

/**
 * OpenSSL 3's libcrypto, if this machine has it: {@link #isAvailable()}, and why not in {@link #cause()}.
 *
 * <p>Availability means that a known answer came out right, not only that the library loads.
 */
public final class Libcrypto {

    private static final Libcrypto INSTANCE = load("libcrypto.so.3");

    private final EvpLibrary evp;
    private final String cause;

    private Libcrypto(EvpLibrary evp, String cause) {
        this.evp = evp;
        this.cause = cause;
    }

    public static boolean isAvailable() {
        return INSTANCE.evp != null;
    }

    /** Why it is not available, with the remedy; empty when it is. */
    public static String cause() {
        return INSTANCE.whyNot();
    }

    String whyNot() {
        return cause;
    }

    /** The AEADs of libcrypto. */
    public static Optional<AeadProvider> aeads() {
        return Optional.ofNullable(INSTANCE.evp).map(LibcryptoAead.Provider::new);
    }

    /** The key agreement of libcrypto. */
    public static Optional<X25519> x25519() {
        return Optional.ofNullable(INSTANCE.evp).map(LibcryptoX25519::new);
    }

    static String version(EvpLibrary evp) {
        String[] words = evp.OpenSSL_version(0).split(" ");
        return words.length > 1 ? "libcrypto " + words[1] : "libcrypto";
    }

    static Libcrypto load(String name) {
        try {
            EvpLibrary evp = LibraryLoader.create(EvpLibrary.class).failImmediately().load(name);
            return knownAnswerIsRight(evp)
                    ? new Libcrypto(evp, "")
                    : new Libcrypto(null, name + " gives a wrong known answer; start Java with -Djnr.ffi.x86asm.enabled=false");
        } catch (LinkageError | RuntimeException e) {
            return new Libcrypto(null, name + " does not load (" + e.getMessage() + "); install the package libssl3");
        }
    }

    /** Asks a second library: catches a broken call convention before it could silently encrypt with a wrong key. */
    private static boolean knownAnswerIsRight(EvpLibrary evp) {
        byte[] scalar = new byte[32];
        byte[] base = new byte[32];
        Arrays.fill(scalar, (byte) 9);
        base[0] = 9;
        byte[] ours = new byte[32];
        byte[] theirs = new byte[32];
        boolean agreed = new LibcryptoX25519(evp).agree(ours, scalar, base)
                && new BouncyCastleX25519().agree(theirs, scalar, base);
        return agreed && Arrays.equals(ours, theirs);
    }
}
