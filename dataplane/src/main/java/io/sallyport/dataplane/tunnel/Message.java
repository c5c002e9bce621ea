package io.sallyport.dataplane.tunnel;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where the fields of WireGuard's four messages are (WireGuard §5.4). All numbers are little-endian.
 *
 * <pre>
 * initiation  type(1) reserved(3) sender(4) ephemeral(32) static(32+16) timestamp(12+16) mac1(16) mac2(16)   148 bytes
 * response    type(1) reserved(3) sender(4) receiver(4) ephemeral(32) empty(0+16) mac1(16) mac2(16)           92
 * cookie      type(1) reserved(3) receiver(4) nonce(24) cookie(16+16)                                         64
 * data        type(1) reserved(3) receiver(4) counter(8) packet(n+16)                                      ≥ 32
 * </pre>
 */
final class Message {

    static final int INITIATION = 1;
    static final int RESPONSE = 2;
    static final int COOKIE_REPLY = 3;
    static final int DATA = 4;

    static final int INITIATION_LENGTH = 148;
    static final int RESPONSE_LENGTH = 92;
    static final int COOKIE_REPLY_LENGTH = 64;
    static final int DATA_HEADER_LENGTH = 16;
    static final int TAG_LENGTH = 16;
    /** A data message around nothing: a keepalive. */
    static final int DATA_MIN_LENGTH = DATA_HEADER_LENGTH + TAG_LENGTH;
    /** The plaintext of a data message is padded to a multiple of this (WireGuard §5.4.6). */
    static final int PADDING = 16;

    static final int SENDER = 4;
    static final int INITIATION_EPHEMERAL = 8;
    static final int INITIATION_STATIC = 40;
    static final int INITIATION_TIMESTAMP = 88;
    static final int RESPONSE_RECEIVER = 8;
    static final int RESPONSE_EPHEMERAL = 12;
    static final int RESPONSE_EMPTY = 44;
    static final int COOKIE_RECEIVER = 4;
    static final int COOKIE_NONCE = 8;
    static final int COOKIE_SEALED = 32;
    static final int DATA_RECEIVER = 4;
    static final int DATA_COUNTER = 8;
    static final int MAC_LENGTH = 16;

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle ARRAY_INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Message() {
    }

    /** The type of a handshake or cookie message whose length fits it; 0 for anything else. */
    static int handshakeType(byte[] message, int length) {
        int type = length >= Integer.BYTES ? getInt(message, 0) : 0;
        int expected = switch (type) {
            case INITIATION -> INITIATION_LENGTH;
            case RESPONSE -> RESPONSE_LENGTH;
            case COOKIE_REPLY -> COOKIE_REPLY_LENGTH;
            default -> -1;
        };
        return length == expected ? type : 0;
    }

    static int getInt(byte[] message, int offset) {
        return (int) ARRAY_INT.get(message, offset);
    }

    static void putInt(byte[] message, int offset, int value) {
        ARRAY_INT.set(message, offset, value);
    }
}
