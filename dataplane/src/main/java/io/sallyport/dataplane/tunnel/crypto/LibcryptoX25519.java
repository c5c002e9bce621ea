package io.sallyport.dataplane.tunnel.crypto;

/** X25519 by EVP_PKEY_derive(3). */
final class LibcryptoX25519 implements X25519 {

    private final EvpLibrary evp;

    LibcryptoX25519(EvpLibrary evp) {
        this.evp = evp;
    }

    @Override
    public String name() {
        return Libcrypto.version(evp);
    }

    @Override
    public boolean agree(byte[] shared, byte[] privateKey, byte[] publicKey) {
        try (NativeBytes own = NativeBytes.copyOf(privateKey);
                NativeBytes other = NativeBytes.copyOf(publicKey);
                NativeBytes secret = NativeBytes.zeroed(KEY_LENGTH);
                NativeBytes length = NativeBytes.zeroed(Long.BYTES)) {
            long ownKey = evp.EVP_PKEY_new_raw_private_key(EvpLibrary.EVP_PKEY_X25519, 0, own.address(), KEY_LENGTH);
            long otherKey = evp.EVP_PKEY_new_raw_public_key(EvpLibrary.EVP_PKEY_X25519, 0, other.address(), KEY_LENGTH);
            long context = evp.EVP_PKEY_CTX_new(ownKey, 0);
            length.setLong(KEY_LENGTH);
            boolean agreed = evp.EVP_PKEY_derive_init(context) == 1
                    && evp.EVP_PKEY_derive_set_peer(context, otherKey) == 1
                    && evp.EVP_PKEY_derive(context, secret.address(), length.address()) == 1;
            if (agreed) {
                secret.copyTo(shared);
            } else {
                evp.ERR_clear_error();
            }
            evp.EVP_PKEY_CTX_free(context);
            evp.EVP_PKEY_free(otherKey);
            evp.EVP_PKEY_free(ownKey);
            return agreed;
        }
    }
}
