package io.sallyport.dataplane.pipeline.classify;

import io.sallyport.dataplane.pipeline.Flow;

/** Addresses that a packet between two sites cannot have (RFC 1812 §5.3.7, RFC 6890, RFC 4291 §2). */
final class Martians {

    private Martians() {
    }

    static boolean isMartian(Flow flow) {
        if (!flow.v6) {
            return isMartianV4((int) flow.sourceLow) || isMartianV4((int) flow.destinationLow);
        }
        return isMartianV6(flow.sourceHigh, flow.sourceLow) || isMartianV6(flow.destinationHigh, flow.destinationLow);
    }

    /** This network, loopback, link-local, and from 224 on multicast, reserved and broadcast. */
    static boolean isMartianV4(int address) {
        int first = address >>> 24;
        return first == 0 || first == 127 || first >= 224 || address >>> 16 == 0xa9fe;
    }

    /** Unspecified, loopback, IPv4-mapped and IPv4-compatible, link-local, multicast. */
    static boolean isMartianV6(long high, long low) {
        if (high == 0) {
            long upper = low >>> 32;
            return upper == 0 || upper == 0xffff;
        }
        return high >>> 56 == 0xff || high >>> 54 == 0xfe80 >>> 6;
    }
}
