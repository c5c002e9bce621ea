package io.sallyport.dataplane.offload;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.packet.Packet;
import io.sallyport.dataplane.wire.Hex;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Runs the segmenter over a poisoned target and gives what it wrote; everything behind a segment must still be poison. */
final class Segments {

    private static final long AT = 16;

    private Segments() {
    }

    static List<byte[]> of(Packet packet) {
        Segmenter segmenter = new Segmenter();
        assertThat(segmenter.begin(packet)).isTrue();
        List<byte[]> segments = new ArrayList<>();
        int announced = segmenter.count();
        int largest = segmenter.largest();
        MemorySegment target = Hex.poisoned((int) AT + largest + 1);
        for (int length = segmenter.next(target, AT); length > 0; length = segmenter.next(target, AT)) {
            segments.add(target.asSlice(AT, length).toArray(ValueLayout.JAVA_BYTE));
            assertThat(target.get(ValueLayout.JAVA_BYTE, AT - 1)).isEqualTo((byte) 0xa5);
            assertThat(target.get(ValueLayout.JAVA_BYTE, AT + largest)).isEqualTo((byte) 0xa5);
            assertThat(length).isLessThanOrEqualTo(largest);
        }
        assertThat(segments).hasSize(announced);
        return segments;
    }
}
