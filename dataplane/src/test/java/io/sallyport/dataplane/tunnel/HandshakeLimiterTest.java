package io.sallyport.dataplane.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandshakeLimiterTest {

    private static final int LOAD = 100;

    private final HandshakeLimiter limiter = new HandshakeLimiter(LOAD, new Random(3));

    private static Endpoint at(String address) {
        IpAddress ip = IpAddress.parse(address);
        return new Endpoint(ip.v6(), ip.high(), ip.low(), 51820);
    }

    private int admitted(Endpoint source, int tries, long nowNs) {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += limiter.admit(source, nowNs) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void aSourceHasABurstOfFiveAndTwentyASecond() {
        Endpoint source = at("192.0.2.1");
        long now = 0;
        assertThat(admitted(source, 10, now)).isEqualTo(5);
        now += 50 * ProtocolTimes.MILLISECOND;
        assertThat(admitted(source, 10, now)).isEqualTo(1);
        now += ProtocolTimes.SECOND;
        assertThat(admitted(source, 100, now)).as("no more than a burst is saved up").isEqualTo(5);
    }

    @Test
    void anIpv6SourceIsItsSubnet() {
        assertThat(admitted(at("2001:db8::1"), 10, 0)).isEqualTo(5);
        assertThat(admitted(at("2001:db8::2"), 10, 0)).isZero();
        assertThat(admitted(at("2001:db8:0:1::1"), 10, 0)).isEqualTo(5);
    }

    @Test
    void loadIsMoreThanSoManyASecond() {
        long now = -5 * ProtocolTimes.SECOND;
        for (int i = 0; i < LOAD; i++) {
            assertThat(limiter.isUnderLoad(now)).isFalse();
        }
        assertThat(limiter.isUnderLoad(now)).isTrue();
        assertThat(limiter.isUnderLoad(now + 900 * ProtocolTimes.MILLISECOND)).as("remembered for a second").isTrue();
        assertThat(limiter.isUnderLoad(now + 3 * ProtocolTimes.SECOND)).isFalse();
    }
}
