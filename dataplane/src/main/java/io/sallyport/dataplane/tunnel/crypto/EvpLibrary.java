package io.sallyport.dataplane.tunnel.crypto;

/**
 * OpenSSL's EVP functions, as in their man pages (EVP_EncryptInit(3), EVP_PKEY_derive(3)); pointers are addresses. Public only
 * because JNR-FFI implements it at run time.
 *
 * <p>None takes a sixth integer argument, which JNR-FFI's own stub compiler would corrupt (jnr-ffi #181).
 */
public interface EvpLibrary {

    int EVP_CTRL_AEAD_GET_TAG = 0x10;
    int EVP_CTRL_AEAD_SET_TAG = 0x11;
    int EVP_PKEY_X25519 = 1034;

    String OpenSSL_version(int what);

    long EVP_chacha20_poly1305();

    long EVP_aes_256_gcm();

    long EVP_CIPHER_CTX_new();

    void EVP_CIPHER_CTX_free(long ctx);

    int EVP_CIPHER_CTX_ctrl(long ctx, int command, int argument, long pointer);

    int EVP_EncryptInit_ex(long ctx, long cipher, long engine, long key, long iv);

    int EVP_EncryptUpdate(long ctx, long out, long outLength, long in, int inLength);

    int EVP_EncryptFinal_ex(long ctx, long out, long outLength);

    int EVP_DecryptInit_ex(long ctx, long cipher, long engine, long key, long iv);

    int EVP_DecryptUpdate(long ctx, long out, long outLength, long in, int inLength);

    int EVP_DecryptFinal_ex(long ctx, long out, long outLength);

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
