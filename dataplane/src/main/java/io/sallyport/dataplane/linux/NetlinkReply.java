package io.sallyport.dataplane.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One message from the kernel: its fixed part, and attributes looked up by type.
 *
 * @param body borrowed until the next read from the socket
 */
record NetlinkReply(int type, MemorySegment body) {

    int u8(int offset) {
        return Byte.toUnsignedInt(body.get(ValueLayout.JAVA_BYTE, offset));
    }

    int u16(int offset) {
        return Short.toUnsignedInt(body.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset));
    }

    int s32(int offset) {
        return body.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
    }

    /** The data of the first attribute of {@code type} behind a fixed part of {@code fixed} bytes. */
    Optional<byte[]> attribute(int fixed, int type) {
        long at = fixed;
        while (body.byteSize() - at >= NetlinkMessage.ATTRIBUTE_HEADER) {
            int length = Short.toUnsignedInt(body.get(ValueLayout.JAVA_SHORT_UNALIGNED, at));
            if (length < NetlinkMessage.ATTRIBUTE_HEADER || length > body.byteSize() - at) {
                break;
            }
            if (body.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + NetlinkMessage.ATTRIBUTE_TYPE) == type) {
                return Optional.of(body.asSlice(at + NetlinkMessage.ATTRIBUTE_HEADER,
                        length - NetlinkMessage.ATTRIBUTE_HEADER).toArray(ValueLayout.JAVA_BYTE));
            }
            at += NetlinkMessage.align(length);
        }
        return Optional.empty();
    }

    OptionalInt number(int fixed, int type) {
        Optional<byte[]> data = attribute(fixed, type);
        return data.isPresent() && data.get().length == Integer.BYTES
                ? OptionalInt.of(MemorySegment.ofArray(data.get()).get(ValueLayout.JAVA_INT_UNALIGNED, 0))
                : OptionalInt.empty();
    }

    Optional<String> text(int fixed, int type) {
        return attribute(fixed, type).map(data -> {
            int length = data.length > 0 && data[data.length - 1] == 0 ? data.length - 1 : data.length;
            return new String(data, 0, length, StandardCharsets.UTF_8);
        });
    }

    Optional<InetAddress> address(int fixed, int type) {
        return attribute(fixed, type).map(NetlinkReply::toAddress);
    }

    private static InetAddress toAddress(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new LinuxException("the kernel reported an address of " + bytes.length + " bytes");
        }
    }
}
