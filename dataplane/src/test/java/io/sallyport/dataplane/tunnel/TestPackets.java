package io.sallyport.dataplane.tunnel;

import java.nio.ByteBuffer;

/** IP packets of given lengths, recognisable by a number. */
final class TestPackets {

    private TestPackets() {
    }

    /** An IPv4 packet of {@code length} bytes whose last four bytes are {@code number}. */
    static byte[] ipv4(int length, int number) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put(0, (byte) 0x45);
        packet.putShort(2, (short) length);
        packet.putInt(length - 4, number);
        return packet.array();
    }

    /** An IPv6 packet of {@code length} bytes, header included. */
    static byte[] ipv6(int length, int number) {
        ByteBuffer packet = ByteBuffer.allocate(length);
        packet.put(0, (byte) 0x60);
        packet.putShort(4, (short) (length - 40));
        packet.putInt(length - 4, number);
        return packet.array();
    }

    static int number(byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(packet.length - 4);
    }
}
