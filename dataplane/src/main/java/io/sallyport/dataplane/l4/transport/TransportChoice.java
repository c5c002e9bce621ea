package io.sallyport.dataplane.l4.transport;

/** What the configuration asks for. AUTO: epoll as long as it is the better of the two; status tells why. */
public enum TransportChoice { EPOLL, IO_URING, AUTO }
