package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.l4.transport.TransportChoice;

class IoUringStreamTest extends StreamContract {

    @Override
    TransportChoice transport() {
        return ioUring();
    }
}
