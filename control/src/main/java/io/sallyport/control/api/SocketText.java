package io.sallyport.control.api;

import io.sallyport.control.config.Endpoint;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;

/** A socket address as the configuration would write it: {@code 10.0.1.50:3306}, {@code [fd00:1::50]:3306}. */
final class SocketText {

    private SocketText() {
    }

    static String of(InetSocketAddress address) {
        return new Endpoint(IpAddress.of(address.getAddress()).toString(), address.getPort()).toString();
    }
}
