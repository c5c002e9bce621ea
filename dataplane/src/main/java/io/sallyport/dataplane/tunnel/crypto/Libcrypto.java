package io.sallyport.dataplane.tunnel.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import jnr.ffi.LibraryLoader;

/**
 * OpenSSL 3's libcrypto, if this machine has it: {@link #isAvailable()}, and why not in {@link #cause()}.
 *
 * <p>Availability means that a known answer came out right, not only that the library loads.
 */
public final class Libcrypto {

    private static final int KNOWN_ANSWER_LENGTH = 100;
    private static final Libcrypto INSTANCE = load("libcrypto.so.3");

    private final EvpLibrary evp;
    private final AeadProvider aeads;
    private final String cause;

    private Libcrypto(EvpLibrary evp, AeadProvider aeads, String cause) {
        this.evp = evp;
        this.aeads = aeads;
        this.cause = cause;
    }

    private static Libcrypto unavailable(String cause) {
        return new Libcrypto(null, null, cause);
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
        return Optional.ofNullable(INSTANCE.aeads);
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
            AeadProvider aeads = new LibcryptoAead.Provider(evp);
            return agreesRight(evp) && sealsRight(aeads)
                    ? new Libcrypto(evp, aeads, "")
                    : unavailable(name + " gives a wrong known answer; start Java with -Djnr.ffi.x86asm.enabled=false");
        } catch (IllegalStateException e) {
            return unavailable(name + " cannot be used: " + e.getMessage());
        } catch (LinkageError | RuntimeException e) {
            return unavailable(name + " does not load (" + e.getMessage() + "); install the package libssl3");
        }
    }

    /** Asks a second library: catches a broken call convention before it could silently encrypt with a wrong key. */
    private static boolean agreesRight(EvpLibrary evp) {
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

    /** Asks the JDK likewise: what a packet takes is called by the layout of structures, not by name. */
    private static boolean sealsRight(AeadProvider ours) {
        AeadProvider judge = new JdkAead.Provider();
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            if (sealed(ours, algorithm).mismatch(sealed(judge, algorithm)) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static MemorySegment sealed(AeadProvider provider, AeadAlgorithm algorithm) {
        MemorySegment text = Arena.ofAuto().allocate(KNOWN_ANSWER_LENGTH + Aead.TAG_LENGTH);
        try (Aead aead = provider.sealer(algorithm, new byte[Aead.KEY_LENGTH])) {
            aead.seal(text.address(), text.address(), KNOWN_ANSWER_LENGTH, 1);
        }
        return text;
    }
}
