package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Hostile datagrams. In the build the inputs kept under {@code TunnelFuzzInputs} are played back; to search for new ones:
 * {@code JAZZER_FUZZ=1 mvn -pl dataplane test -Dtest=TunnelFuzz}.
 */
class TunnelFuzz {

    private static final HostileDatagrams TARGET = new HostileDatagrams();

    /** The first byte says how long the train's datagrams are; nobody without the keys gets a packet through. */
    @FuzzTest
    void train(byte[] bytes) {
        if (bytes.length > 1) {
            assertThat(TARGET.feed(Arrays.copyOfRange(bytes, 1, bytes.length), bytes[0] & 0xff)).isZero();
        }
    }
}
