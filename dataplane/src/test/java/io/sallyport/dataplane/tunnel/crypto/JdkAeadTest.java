package io.sallyport.dataplane.tunnel.crypto;

class JdkAeadTest extends AeadContract {

    @Override
    AeadProvider provider() {
        return new JdkAead.Provider();
    }
}
