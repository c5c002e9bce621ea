package io.sallyport.dataplane.tunnel.crypto;

/** A library that has the AEADs. */
public interface AeadProvider {

    /** The name in status, with its version, such as {@code libcrypto 3.0.17}. */
    String name();

    /** @param key 32 bytes; copied, the caller wipes its own */
    Aead sealer(AeadAlgorithm algorithm, byte[] key);

    /** @param key 32 bytes; copied, the caller wipes its own */
    Aead opener(AeadAlgorithm algorithm, byte[] key);
}
