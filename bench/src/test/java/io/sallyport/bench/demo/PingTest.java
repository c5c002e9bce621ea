package io.sallyport.bench.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What iputils' ping prints, as captured from it. */
class PingTest {

    @Test
    void answered() {
        Ping.Reply reply = Ping.Reply.parse("""
                PING 10.100.10.15 (10.100.10.15) 56(84) bytes of data.
                64 bytes from 10.100.10.15: icmp_seq=1 ttl=62 time=0.412 ms

                --- 10.100.10.15 ping statistics ---
                1 packets transmitted, 1 received, 0% packet loss, time 0ms
                rtt min/avg/max/mdev = 0.412/0.512/0.612/0.000 ms
                """);

        assertThat(reply.all()).isTrue();
        assertThat(reply.averageRtt()).isEqualTo("0.512 ms");
    }

    @Test
    void refusedByAGateway() {
        Ping.Reply reply = Ping.Reply.parse("""
                PING 10.100.10.15 (10.100.10.15) from 192.168.10.99 : 56(84) bytes of data.
                From 192.168.10.1 icmp_seq=1 Destination Net Unknown

                --- 10.100.10.15 ping statistics ---
                1 packets transmitted, 0 received, +1 errors, 100% packet loss, time 0ms
                """);

        assertThat(reply.all()).isFalse();
        assertThat(reply.complaint()).isEqualTo("From 192.168.10.1 icmp_seq=1 Destination Net Unknown");
    }

    @Test
    void theMtuIsReadFromTheGatewaysWordAndFromTheHostsMemory() {
        assertThat(mtu("From 192.168.10.1 icmp_seq=1 Frag needed and DF set (mtu = 1420)")).isEqualTo(1420);
        assertThat(mtu("ping: local error: message too long, mtu=1420")).isEqualTo(1420);
        assertThat(mtu("From fd00::1 icmp_seq=1 Packet too big: mtu=1420")).isEqualTo(1420);
    }

    private static int mtu(String line) {
        return Ping.Reply.parse(line).mtu().orElseThrow();
    }

    @Test
    void nothingSaid() {
        assertThat(Ping.Reply.parse("").all()).isFalse();
        assertThat(Ping.Reply.parse("").complaint()).isNotEmpty();
    }

    @Test
    void theLongestSilenceIsBetweenTwoAnswersAndNothingElse() {
        Ping.Reply reply = Ping.Reply.parse("""
                [1763653000.000000] 64 bytes from 10.100.10.15: icmp_seq=1 ttl=59 time=1.98 ms
                [1763653000.010000] 64 bytes from 10.100.10.15: icmp_seq=2 ttl=59 time=1.13 ms
                [1763653000.500000] From 192.168.10.11 icmp_seq=50 Destination Net Unreachable
                [1763653001.244000] 64 bytes from 10.100.10.15: icmp_seq=124 ttl=59 time=1.13 ms
                [1763653001.250000] 64 bytes from 10.100.10.15: icmp_seq=125 ttl=59 time=1.13 ms
                """);

        assertThat(reply.longestGapMs()).isEqualTo(1_234);
    }
}
