package io.sallyport.dataplane.tunnel.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A few secret bytes in foreign memory for the length of a call; wiped when closed. */
final class NativeBytes implements AutoCloseable {

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;

    private NativeBytes(int length) {
        bytes = arena.allocate(length);
    }

    static NativeBytes zeroed(int length) {
        return new NativeBytes(length);
    }

    static NativeBytes copyOf(byte[] source) {
        NativeBytes copy = new NativeBytes(source.length);
        MemorySegment.copy(source, 0, copy.bytes, ValueLayout.JAVA_BYTE, 0, source.length);
        return copy;
    }

    long address() {
        return bytes.address();
    }

    void copyTo(byte[] target) {
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, target, 0, target.length);
    }

    void setLong(long value) {
        bytes.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    }

    @Override
    public void close() {
        bytes.fill((byte) 0);
        arena.close();
    }
}
