package io.sallyport.dataplane.offload;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hostile packets for what cuts and joins them. In the build the inputs kept under {@code OffloadFuzzInputs} are played back;
 * to search for new ones: {@code JAZZER_FUZZ=1 mvn -pl dataplane test -Dtest=OffloadFuzz#coalescer}.
 */
class OffloadFuzz {

    private static final int MAX_LENGTH = 4_096;
    private static final int MAX_PACKETS = 64;

    private final HostileOffload offload = new HostileOffload();

    @FuzzTest
    void segmenter(byte[] bytes) {
        offload.segment(Arrays.copyOf(bytes, Math.min(bytes.length, MAX_LENGTH)));
    }

    @FuzzTest
    void fragmenter(byte[] bytes) {
        offload.fragment(Arrays.copyOf(bytes, Math.min(bytes.length, MAX_LENGTH)));
    }

    /** The input is a list of packets, each behind a byte with its length. */
    @FuzzTest
    void coalescer(byte[] bytes) {
        List<byte[]> packets = new ArrayList<>();
        int at = 0;
        while (at < bytes.length && packets.size() < MAX_PACKETS) {
            int end = Math.min(bytes.length, at + 1 + (bytes[at] & 0xff));
            packets.add(Arrays.copyOfRange(bytes, at + 1, end));
            at = end;
        }
        offload.coalesce(packets);
    }
}
