package io.sallyport.bench.lab;

import java.util.List;

/** The same thing in both families: an address, or a prefix. */
public record DualStack(String v4, String v6) {

    static final int V4_LAN_BITS = 24;
    static final int V6_LAN_BITS = 64;

    public List<String> both() {
        return List.of(v4, v6);
    }

    /** Each with the prefix length of a LAN: /24 and /64. */
    DualStack inLan() {
        return slash(V4_LAN_BITS, V6_LAN_BITS);
    }

    /** Each as a prefix of one address: /32 and /128. */
    DualStack alone() {
        return slash(32, 128);
    }

    private DualStack slash(int v4Bits, int v6Bits) {
        return new DualStack(v4 + "/" + v4Bits, v6 + "/" + v6Bits);
    }
}
