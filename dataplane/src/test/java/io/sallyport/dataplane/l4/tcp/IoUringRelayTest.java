package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.l4.transport.TransportChoice;

class IoUringRelayTest extends RelayContract {

    @Override
    TransportChoice transport() {
        return ioUring();
    }
}
