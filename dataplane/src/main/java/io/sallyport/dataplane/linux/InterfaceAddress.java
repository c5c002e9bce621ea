package io.sallyport.dataplane.linux;

import java.net.InetAddress;

/**
 * An address of an interface.
 *
 * @param link index of the interface
 */
public record InterfaceAddress(int link, InetAddress address, int prefixLength) {

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
