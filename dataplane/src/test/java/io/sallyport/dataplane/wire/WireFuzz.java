package io.sallyport.dataplane.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Hostile bytes for every view. In the build the inputs kept under {@code WireFuzzInputs} are played back; to search for new
 * ones: {@code JAZZER_FUZZ=1 mvn -pl dataplane test -Dtest=WireFuzz#ipv6}.
 */
class WireFuzz {

    private final EveryField fields = new EveryField();

    @FuzzTest
    void ipv4(byte[] bytes) {
        fields.ipv4(Hex.segment(bytes));
    }

    @FuzzTest
    void ipv4Options(byte[] bytes) {
        fields.ipv4Options(Hex.segment(bytes));
    }

    @FuzzTest
    void ipv6(byte[] bytes) {
        fields.ipv6(Hex.segment(bytes));
    }

    @FuzzTest
    void tcp(byte[] bytes) {
        fields.tcp(Hex.segment(bytes));
    }

    @FuzzTest
    void udp(byte[] bytes) {
        fields.udp(Hex.segment(bytes));
    }

    @FuzzTest
    void icmp(byte[] bytes) {
        fields.icmp(Hex.segment(bytes));
    }

    @FuzzTest
    void icmpv6(byte[] bytes) {
        fields.icmpv6(Hex.segment(bytes));
    }

    @FuzzTest
    void ethernet(byte[] bytes) {
        fields.ethernet(Hex.segment(bytes));
    }
}
