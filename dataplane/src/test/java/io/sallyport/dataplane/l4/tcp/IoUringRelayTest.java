package io.sallyport.dataplane.l4.tcp;

import io.netty.channel.uring.IoUring;
import io.sallyport.dataplane.l4.transport.TransportChoice;

/** {@link ChannelRelay}, where the kernel lets us have io_uring; else once more what there is instead. */
class IoUringRelayTest extends RelayContract {

    @Override
    TransportChoice transport() {
        return IoUring.isAvailable() ? TransportChoice.IO_URING : TransportChoice.EPOLL;
    }
}
