package io.sallyport.dataplane.tunnel.crypto;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which library serves which primitive, chosen once at start. */
public final class CryptoSuite {

    private final Map<AeadAlgorithm, AeadProvider> aeads;
    private final X25519 x25519;
    private final Map<String, String> description;

    private CryptoSuite(Map<AeadAlgorithm, AeadProvider> aeads, X25519 x25519, Map<String, String> description) {
        this.aeads = aeads;
        this.x25519 = x25519;
        description.put("x25519", withCause(x25519.name()));
        description.put("blake2s", "BouncyCastle");
        this.description = Collections.unmodifiableMap(description);
    }

    /** Measures what this machine has, for about half a second, and takes the fastest of each. */
    public static CryptoSuite fastest() {
        List<AeadProvider> providers = new ArrayList<>();
        Libcrypto.aeads().ifPresent(providers::add);
        providers.add(new JdkAead.Provider());
        Map<AeadAlgorithm, AeadProvider> chosen = new EnumMap<>(AeadAlgorithm.class);
        Map<String, String> description = new LinkedHashMap<>();
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            AeadRace.Result result = AeadRace.run(algorithm, providers);
            chosen.put(algorithm, result.winner());
            description.put(algorithm.label(), withCause(result.description()));
        }
        return new CryptoSuite(chosen, X25519.fastest(), description);
    }

    /** What the JDK and BouncyCastle have, without libcrypto and without measuring. */
    public static CryptoSuite portable() {
        Map<AeadAlgorithm, AeadProvider> chosen = new EnumMap<>(AeadAlgorithm.class);
        Map<String, String> description = new LinkedHashMap<>();
        AeadProvider jdk = new JdkAead.Provider();
        for (AeadAlgorithm algorithm : AeadAlgorithm.values()) {
            chosen.put(algorithm, jdk);
            description.put(algorithm.label(), jdk.name());
        }
        return new CryptoSuite(chosen, new BouncyCastleX25519(), description);
    }

    private static String withCause(String text) {
        return Libcrypto.isAvailable() ? text : text + " (" + Libcrypto.cause() + ")";
    }

    public AeadProvider aead(AeadAlgorithm algorithm) {
        return aeads.get(algorithm);
    }

    public X25519 x25519() {
        return x25519;
    }

    /** Primitive to library, for status, such as {@code chacha20-poly1305 → libcrypto 3.0.17}. */
    public Map<String, String> description() {
        return description;
    }
}
