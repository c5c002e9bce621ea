package io.sallyport.dataplane.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A case that states anything wrong fails, and says where. */
class CaseRunnerTest {

    private static final String RIGHT = """
            nat   192.168.10.15/32  10.100.100.15/32
            route 10.100.10.0/24    peer 0 metric 10
            own   10.100.100.1
            peer  0 up mtu 1420

            from lan
              4500 001c 1234 4000 4011 4973 c0a8 0a0f 0a64 0a0f # IPv4 192.168.10.15 → 10.100.10.15 TTL 64 DF
              0001 0002 0008 20b1                               # UDP 1 → 2
            to tunnel peer 0 tos 0
              4500 001c 1234 4000 3f11 a6b7 0a64 640f 0a64 0a0f # IPv4 10.100.100.15 → 10.100.10.15 TTL 63 DF
              0001 0002 0008 7cf5                               # UDP 1 → 2
            count icmp_errors_sent 0

            from lan
              4500 001c 1234 4000 4011 0673 c0a8 0a0f 0a64 4d0f # IPv4 192.168.10.15 → 10.100.77.15: no route
              0001 0002 0008 ddb0                               # UDP 1 → 2
            to lan
              45c0 0038 0000 4000 4001 00e9 0a64 6401 c0a8 0a0f # IPv4 10.100.100.1 → 192.168.10.15
              0300 1f44 0000 0000
              4500 001c 1234 4000 4011 0673 c0a8 0a0f 0a64 4d0f
              0001 0002 0008 ddb0
            drop no_route
            """;

    @TempDir
    private Path directory;

    @Test
    void theCaseItselfIsRight() throws IOException {
        CaseRunner.run(file(RIGHT));
    }

    @ParameterizedTest
    @CsvSource({
        "3f11 a6b7, 3e11 a7b7, another TTL than the pipeline's",
        "0008 7cf5, 0008 7cf6, a wrong checksum",
        "to tunnel peer 0 tos 0, to lan, another side",
        "to tunnel peer 0 tos 0, to tunnel peer 1, another peer",
        "peer 0 tos 0, peer 0 tos 2, another outer mark",
        "drop no_route, '', a loss that is not stated",
        "drop no_route, drop peer_down, another loss",
        "icmp_errors_sent 0, icmp_errors_sent 1, another count",
    })
    void whatIsNotSoFails(String right, String wrong, String what) throws IOException {
        assertThat(RIGHT).contains(right);
        Path file = file(RIGHT.replace(right, wrong));
        assertThatThrownBy(() -> CaseRunner.run(file)).as(what).isInstanceOf(AssertionError.class).hasMessageContaining("it.case:");
    }

    @ParameterizedTest
    @CsvSource({"nat, nut", "count icmp_errors_sent, count nothing", "4500 001c, 450", "peer  0 up, peer  0 away"})
    void whatCannotBeReadIsNamedWithItsLine(String right, String wrong) throws IOException {
        Path file = file(RIGHT.replaceFirst(right, wrong));
        assertThatThrownBy(() -> CaseRunner.run(file)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("it\\.case:\\d+: .*" + wrong + ".*");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("it.case"), text);
    }
}
