package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.l4.transport.TransportChoice;

class EpollStreamTest extends StreamContract {

    @Override
    TransportChoice transport() {
        return TransportChoice.EPOLL;
    }
}
