package io.sallyport.dataplane.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HexFormat;

/** Byte literals with comments: blanks are ignored, {@code #} starts a comment up to the end of its line. */
public final class Hex {

    private Hex() {
    }

    public static byte[] bytes(String commented) {
        return HexFormat.of().parseHex(commented.replaceAll("#[^\\n]*", "").replaceAll("\\s", ""));
    }

    public static MemorySegment segment(String commented) {
        return segment(bytes(commented));
    }

    /** The bytes in foreign memory, as packets have them. */
    public static MemorySegment segment(byte[] bytes) {
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return memory.asSlice(0, bytes.length);
    }

    /** Foreign memory full of 0xa5, over which a writer must set every bit that it answers for. */
    public static MemorySegment poisoned(int length) {
        byte[] poison = new byte[length];
        Arrays.fill(poison, (byte) 0xa5);
        return segment(poison);
    }

    public static String text(MemorySegment memory) {
        return HexFormat.of().formatHex(memory.toArray(ValueLayout.JAVA_BYTE));
    }
}
