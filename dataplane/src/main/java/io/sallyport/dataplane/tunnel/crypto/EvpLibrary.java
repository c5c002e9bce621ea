package io.sallyport.dataplane.tunnel.crypto;

/**
 * OpenSSL's functions for what is done now and then, as in their man pages (EVP_PKEY_derive(3), OSSL_PROVIDER(3)); pointers are
 * addresses. Public only because JNR-FFI implements it at run time. What is done for each packet is in {@link ProviderCipher}.
 *
 * <p>None takes a sixth integer argument, which JNR-FFI's own stub compiler would corrupt (jnr-ffi #181).
 */
public interface EvpLibrary {

    int EVP_PKEY_X25519 = 1034;

    String OpenSSL_version(int what);

    /** In the default library context when {@code libctx} is 0. */
    long OSSL_PROVIDER_load(long libctx, String name);

    /** An {@code OSSL_ALGORITHM[]} that lives as long as the provider. */
    long OSSL_PROVIDER_query_operation(long provider, int operation, long noCache);

    long OSSL_PROVIDER_get0_provider_ctx(long provider);

    long EVP_PKEY_new_raw_private_key(int type, long engine, long key, long length);

    long EVP_PKEY_new_raw_public_key(int type, long engine, long key, long length);

    void EVP_PKEY_free(long key);

    long EVP_PKEY_CTX_new(long key, long engine);

    void EVP_PKEY_CTX_free(long ctx);

    int EVP_PKEY_derive_init(long ctx);

    int EVP_PKEY_derive_set_peer(long ctx, long peer);

    int EVP_PKEY_derive(long ctx, long secret, long secretLength);

    void ERR_clear_error();
}
