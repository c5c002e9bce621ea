package io.sallyport.dataplane.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;

/**
 * A netlink request being built (netlink(7)): a header, a fixed part, then attributes.
 *
 * <pre>
 * nlmsghdr   len:4 type:2 flags:2 seq:4 pid:4
 * rtattr     len:2 type:2 | data, padded to 4
 * </pre>
 */
public final class NetlinkMessage {

    static final int HEADER = 16;
    static final int LENGTH = 0;
    static final int TYPE = 4;
    static final int FLAGS = 6;
    static final int SEQUENCE = 8;

    static final int ATTRIBUTE_HEADER = 4;
    static final int ATTRIBUTE_TYPE = 2;
    private static final int ALIGNMENT = 4;

    private final MemorySegment memory;
    private int end = HEADER;

    /** Starts a request in {@code memory}, which is zeroed. */
    NetlinkMessage(MemorySegment memory, int type, int flags) {
        this.memory = memory.fill((byte) 0);
        memory.set(ValueLayout.JAVA_SHORT, TYPE, (short) type);
        memory.set(ValueLayout.JAVA_SHORT, FLAGS, (short) flags);
    }

    public NetlinkMessage u8(int value) {
        memory.set(ValueLayout.JAVA_BYTE, end, (byte) value);
        end += Byte.BYTES;
        return this;
    }

    public NetlinkMessage u16(int value) {
        memory.set(ValueLayout.JAVA_SHORT, end, (short) value);
        end += Short.BYTES;
        return this;
    }

    public NetlinkMessage u32(int value) {
        memory.set(ValueLayout.JAVA_INT, end, value);
        end += Integer.BYTES;
        return this;
    }

    public NetlinkMessage attribute(int type, int value) {
        return attributeHeader(type, Integer.BYTES).u32(value);
    }

    public NetlinkMessage attribute(int type, InetAddress address) {
        return attribute(type, address.getAddress());
    }

    public NetlinkMessage attribute(int type, byte[] data) {
        attributeHeader(type, data.length);
        MemorySegment.copy(data, 0, memory, ValueLayout.JAVA_BYTE, end, data.length);
        end = align(end + data.length);
        return this;
    }

    private NetlinkMessage attributeHeader(int type, int length) {
        return u16(ATTRIBUTE_HEADER + length).u16(type);
    }

    /** Completes the header. @return the length of the whole */
    int finish(int sequence) {
        memory.set(ValueLayout.JAVA_INT, LENGTH, end);
        memory.set(ValueLayout.JAVA_INT, SEQUENCE, sequence);
        return end;
    }

    static int align(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
