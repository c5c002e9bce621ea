package io.sallyport.dataplane.l4.tcp;

import io.sallyport.dataplane.l4.transport.TransportChoice;

/** Past Netty's channels: {@link DescriptorRelay}. */
class EpollRelayTest extends RelayContract {

    @Override
    TransportChoice transport() {
        return TransportChoice.EPOLL;
    }
}
