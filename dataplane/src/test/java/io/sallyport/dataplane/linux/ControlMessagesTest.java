package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Little-endian literals, as on every machine that we run on. */
class ControlMessagesTest {

    private final MemorySegment memory = MemorySegment.ofArray(new byte[64]).fill((byte) 0xee);

    private void set(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    }

    @Test
    void writesARun() {
        int end = ControlMessages.writeShort(memory, 0, DatagramSocket.SOL_UDP, DatagramSocket.UDP_SEGMENT, 1400);
        end += ControlMessages.writeInt(memory, end, DatagramSocket.SOL_IP, DatagramSocket.IP_TOS, 0xb8);

        assertThat(end).isEqualTo(48);
        //      len              level    type     data, then padding as it was
        assertThat(HexFormat.of().formatHex(memory.asSlice(0, 48).toArray(ValueLayout.JAVA_BYTE))).isEqualTo(
                "1200000000000000" + "11000000" + "67000000" + "7805" + "eeeeeeeeeeee"
                + "1400000000000000" + "00000000" + "01000000" + "b8000000" + "eeeeeeee");
    }

    @Test
    void readsARunOfDifferentSizes() {
        // IP_TOS comes as one byte, UDP_GRO as four
        set("1100000000000000" + "00000000" + "01000000" + "fe" + "00000000000000"
                + "1400000000000000" + "11000000" + "68000000" + "ac050000" + "00000000");

        assertThat(ControlMessages.present(memory, 0, 48)).isTrue();
        assertThat(ControlMessages.is(memory, 0, DatagramSocket.SOL_IP, DatagramSocket.IP_TOS)).isTrue();
        assertThat(ControlMessages.number(memory, 0)).isEqualTo(0xfe);
        long second = ControlMessages.next(memory, 0);
        assertThat(second).isEqualTo(24);
        assertThat(ControlMessages.present(memory, second, 48)).isTrue();
        assertThat(ControlMessages.is(memory, second, DatagramSocket.SOL_UDP, DatagramSocket.UDP_GRO)).isTrue();
        assertThat(ControlMessages.number(memory, second)).isEqualTo(1452);
        assertThat(ControlMessages.present(memory, ControlMessages.next(memory, second), 48)).isFalse();
    }

    @Test
    void doesNotReadPastWhatTheKernelCut() {
        set("1400000000000000" + "11000000" + "68000000" + "ac050000");

        assertThat(ControlMessages.present(memory, 0, 0)).isFalse();
        assertThat(ControlMessages.present(memory, 0, 15)).isFalse();
        assertThat(ControlMessages.present(memory, 0, 19)).isFalse();
        assertThat(ControlMessages.present(memory, 0, 20)).isTrue();
    }

    @Test
    void doesNotLoopOnALengthOfZero() {
        set("0000000000000000");

        assertThat(ControlMessages.present(memory, 0, 64)).isFalse();
    }
}
