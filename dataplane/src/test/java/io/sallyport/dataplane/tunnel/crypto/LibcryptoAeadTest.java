package io.sallyport.dataplane.tunnel.crypto;

class LibcryptoAeadTest extends AeadContract {

    @Override
    AeadProvider provider() {
        return Libcrypto.aeads().orElseThrow(() -> new AssertionError(Libcrypto.cause()));
    }
}
