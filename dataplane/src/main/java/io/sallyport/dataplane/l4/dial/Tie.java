package io.sallyport.dataplane.l4.dial;

import java.net.InetAddress;

/** To which network interface a connection belongs, by the address that it is dialled from. Any thread. */
@FunctionalInterface
public interface Tie {

    /** The kernel's routes decide. */
    Tie NONE = source -> 0;

    /** @return the interface's index; 0: none */
    int indexOf(InetAddress source);
}
