package io.sallyport.bench.lab.vpc.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Frames as they are on the wire. */
class NeighborQuestionTest {

    private static final String ASKER = "0200c0a80a0f";

    /** Who has 192.168.10.50? Tell 192.168.10.15. */
    private static final String ARP_REQUEST = "ffffffffffff" + ASKER + "0806"
            + "0001" + "0800" + "06" + "04" + "0001"    // Ethernet, IPv4, request
            + ASKER + "c0a80a0f"
            + "000000000000" + "c0a80a32";

    /** Who has fd00:192:168:10::50? Asks fd00:192:168:10::15. */
    private static final String SOLICITATION = "3333ff000050" + ASKER + "86dd"
            + "60000000" + "0020" + "3a" + "ff"         // 32 bytes of ICMPv6, hop limit 255
            + "fd000192016800100000000000000015"
            + "ff0200000000000000000001ff000050"
            + "87" + "00" + "0000" + "00000000"         // type 135; the checksum is the kernel's concern
            + "fd000192016800100000000000000050"
            + "0101" + ASKER;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void anArpRequestIsAnsweredWithTheNextHopsMac() {
        NeighborQuestion question = NeighborQuestion.read(bytes(ARP_REQUEST)).orElseThrow();

        assertThat(question.target()).isEqualTo(IpAddress.parse("192.168.10.50"));
        assertThat(question.answer(7)).asHexString().isEqualToIgnoringCase(
                ASKER + "025300000007" + "0806" + "0001" + "0800" + "06" + "04" + "0002"
                        + "025300000007" + "c0a80a32" + ASKER + "c0a80a0f");
    }

    @Test
    void aSolicitationIsAnsweredWithAnAdvertisementOfRightChecksum() {
        NeighborQuestion question = NeighborQuestion.read(bytes(SOLICITATION)).orElseThrow();

        assertThat(question.target()).isEqualTo(IpAddress.parse("fd00:192:168:10::50"));
        byte[] answer = question.answer(7);
        String hex = HexFormat.of().formatHex(answer);
        assertThat(hex).startsWith(ASKER + "025300000007" + "86dd" + "60000000" + "0020" + "3a" + "ff"
                + "fd000192016800100000000000000050" + "fd000192016800100000000000000015" + "88" + "00");
        assertThat(hex).endsWith("60000000" + "fd000192016800100000000000000050" + "0201" + "025300000007");
        // RFC 1071: a right checksum makes the whole ffff
        assertThat(onesComplementSum(answer)).isEqualTo(0xffff);
    }

    /** Over addresses, length, next header and message, word by word. */
    private static int onesComplementSum(byte[] frame) {
        long sum = 32 + 58;
        for (int at = 14 + 8; at < frame.length; at += 2) {
            sum += (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    /** A probe for a free address (RFC 5227, RFC 4862 §5.4), an answer, a frame cut short. */
    @Test
    void otherFramesAreLeftAlone() {
        assertThat(NeighborQuestion.read(bytes(ARP_REQUEST.replace("c0a80a0f", "00000000")))).isEmpty();
        assertThat(NeighborQuestion.read(bytes(ARP_REQUEST.replace("06040001", "06040002")))).isEmpty();
        assertThat(NeighborQuestion.read(bytes(ARP_REQUEST.substring(0, 60)))).isEmpty();
        String probe = SOLICITATION.replace("fd000192016800100000000000000015", "0".repeat(32));
        assertThat(NeighborQuestion.read(bytes(probe))).isEmpty();
        assertThat(NeighborQuestion.read(new byte[0])).isEmpty();
    }
}
