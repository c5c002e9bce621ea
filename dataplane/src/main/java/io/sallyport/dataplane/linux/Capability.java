package io.sallyport.dataplane.linux;

/** Capabilities that a gateway may need (capabilities(7)); the numbers are those of linux/capability.h. */
public enum Capability {
    /** Ports below 1024. */
    CAP_NET_BIND_SERVICE(10),
    /** TUN devices, addresses, routes, socket buffers beyond the limit. */
    CAP_NET_ADMIN(12),
    /** Raw and packet sockets: live captures, gratuitous ARP. */
    CAP_NET_RAW(13);

    private final int number;

    Capability(int number) {
        this.number = number;
    }

    long bit() {
        return 1L << number;
    }
}
