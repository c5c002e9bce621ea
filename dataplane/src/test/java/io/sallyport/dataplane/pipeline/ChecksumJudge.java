package io.sallyport.dataplane.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.ReferenceChecksum;
import java.util.Arrays;

/**
 * A forwarded packet's checksums are as right, or as wrong, as they came; one that the gateway made itself is right. The IPv4
 * header is right in either case, since nothing else is accepted.
 */
final class ChecksumJudge {

    private static final int TCP = 6;
    private static final int RST = 4;

    private ChecksumJudge() {
    }

    static void judge(byte[] sent, byte[] left) {
        if (left[0] >> 4 == 4) {
            assertThat(ReferenceChecksum.sum(left, 0, (left[0] & 0xf) * 4)).as("IPv4 header").isEqualTo(0xffff);
        }
        byte[] trimmed = Arrays.copyOf(sent, totalLength(sent));
        boolean ownMaking = left.length != trimmed.length || protocol(left) != protocol(trimmed) || isReset(trimmed, left);
        if (ownMaking) {
            assertThat(ReferenceChecksum.faults(left)).isEmpty();
        } else if (!isFragment(left)) {
            assertThat(ReferenceChecksum.faults(left).isEmpty()).as("right as it came").isEqualTo(
                    ReferenceChecksum.faults(trimmed).isEmpty());
        }
    }

    /** The gateway's answer to a bare segment, which is as long; nobody answers a reset with another. */
    private static boolean isReset(byte[] sent, byte[] left) {
        return protocol(sent) == TCP && !isFragment(sent) && (flags(sent) & RST) == 0 && (flags(left) & RST) != 0;
    }

    /** Of a TCP segment; IPv6 extension headers are not looked behind. */
    private static int flags(byte[] packet) {
        return packet[(packet[0] >> 4 == 4 ? (packet[0] & 0xf) * 4 : 40) + 13];
    }

    private static int totalLength(byte[] packet) {
        return packet[0] >> 4 == 4 ? word(packet, 2) : 40 + word(packet, 4);
    }

    private static int protocol(byte[] packet) {
        return packet[packet[0] >> 4 == 4 ? 9 : 6];
    }

    private static boolean isFragment(byte[] packet) {
        return packet[0] >> 4 == 4 && (word(packet, 6) & 0x3fff) != 0;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
