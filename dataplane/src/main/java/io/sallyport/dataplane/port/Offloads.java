package io.sallyport.dataplane.port;

import java.util.List;

/**
 * The offloads of a port and their state, for status: what was asked, what the kernel granted, and why not.
 */
public record Offloads(List<Offload> all) {

    /**
     * @param name   such as {@code tso4}, {@code uso}, {@code udp-gro}
     * @param active whether packets use it now
     * @param cause  why it is not active; empty when it is
     */
    public record Offload(String name, boolean active, String cause) {
    }

    public static Offloads none() {
        return new Offloads(List.of());
    }
}
