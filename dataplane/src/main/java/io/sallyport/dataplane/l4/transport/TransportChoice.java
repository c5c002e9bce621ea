package io.sallyport.dataplane.l4.transport;

/** What the configuration asks for. AUTO: io_uring where the kernel lets us, else epoll. */
public enum TransportChoice { EPOLL, IO_URING, AUTO }
