package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    private static final long SEED = 0x1bad_d7e5L;

    @Test
    void readsIpv4() {
        IpAddress address = IpAddress.parse("192.168.10.15");
        assertThat(address).isEqualTo(IpAddress.v4(0xc0a8_0a0f)).isEqualTo(new IpAddress(false, 0, 0xc0a8_0a0fL));
        assertThat(address.width()).isEqualTo(32);
        assertThat(address.toBytes()).containsExactly(192, 168, 10, 15);
        assertThat(address).hasToString("192.168.10.15");
        assertThat(IpAddress.parse("255.255.255.255").low()).as("unsigned").isEqualTo(0xffff_ffffL);
    }

    @Test
    void readsIpv6() {
        IpAddress address = IpAddress.parse("fd00:100:10::15");
        assertThat(address).isEqualTo(IpAddress.v6(0xfd00_0100_0010_0000L, 0x15));
        assertThat(address.width()).isEqualTo(128);
        assertThat(address.toBytes()).containsExactly(0xfd, 0, 1, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x15);
        assertThat(IpAddress.parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).isEqualTo(IpAddress.v6(-1, -1));
    }

    @Test
    void anIpv4MappedAddressIsTheIpv4Address() {
        assertThat(IpAddress.parse("::ffff:10.0.0.1")).isEqualTo(IpAddress.parse("10.0.0.1"));
        assertThat(IpAddress.parse("::10.0.0.1")).isEqualTo(IpAddress.v6(0, 0x0a00_0001L));
    }

    @Test
    void mapsToAndFromTheJdk() throws UnknownHostException {
        for (String text : new String[] {"10.100.0.1", "fd00::1", "0.0.0.0", "::"}) {
            IpAddress address = IpAddress.parse(text);
            assertThat(address.toInetAddress()).isEqualTo(InetAddress.getByName(text));
            assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "10", "10.1", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.01", "010.0.0.1", "10.0.0.-1", "10.0.0.+1", "1.2.3.٤", ".1.2.3", "1..2.3", "10.0.0.1 ",
        "0x0a.0.0.1", "a.b.c.d", "localhost", "gateway.example.com", "10.0.0.1/24", ":", ":::", "fd00", "fd00:1", "fd00::1::2", "fd00::12345",
        "1:2:3:4:5:6:7:8:9", "fe80::1%eth0", "[fd00::1]", "fd00::1/64", "fd00::g", " fd00::1"})
    void refuses(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not an IPv4 or IPv6 address");
    }

    @Test
    void anIpv4AddressHas32Bits() {
        assertThatThrownBy(() -> new IpAddress(false, 1, 0)).hasMessageContaining("32 bits");
        assertThatThrownBy(() -> new IpAddress(false, 0, 1L << 32)).hasMessageContaining("32 bits");
        assertThat(IpAddress.v4(-1).low()).isEqualTo(0xffff_ffffL);
    }

    /** The rules of RFC 5952 §4, by section. */
    @ParameterizedTest(name = "{0} is written {1}")
    @CsvSource({
        "2001:0db8::0001,2001:db8::1", // 4.1 leading zeros
        "2001:db8:0:0:0:0:2:1,2001:db8::2:1", // 4.2.1 shorten as much as possible
        "2001:db8:0:1:1:1:1:1,2001:db8:0:1:1:1:1:1", // 4.2.2 one group of zeros stays
        "2001:0:0:1:0:0:0:1,2001:0:0:1::1", // 4.2.3 the longest run
        "2001:db8:0:0:1:0:0:1,2001:db8::1:0:0:1", // 4.2.3 the first of equal runs
        "2001:DB8::ABCD,2001:db8::abcd", // 4.3 lower case
        "0:0:0:0:0:0:0:0,::", "0:0:0:0:0:0:0:1,::1", "1:0:0:0:0:0:0:0,1::", "0:0:1:0:0:0:0:0,0:0:1::", "0:1:0:0:0:0:0:1,0:1::1",
        "fd00:1:2:3:4:5:0:0,fd00:1:2:3:4:5::", "1:0:0:2:3:4:0:0,1::2:3:4:0:0"})
    void writesIpv6AsRfc5952Recommends(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
    }

    @Test
    void everyTextReadsBackAsItself() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20_000; round++) {
            long mask = random.nextLong() & random.nextLong(); // many zero groups
            IpAddress address = IpAddress.v6(random.nextLong() & mask & groups(random), random.nextLong() & groups(random));
            if (address.high() == 0 && address.low() >>> 32 == 0xffff) {
                continue; // an IPv4-mapped address, which the JDK reads as IPv4
            }
            assertThat(IpAddress.parse(address.toString())).as("seed %x, round %d", SEED, round).isEqualTo(address);
        }
    }

    private static long groups(Random random) {
        long mask = 0;
        for (int i = 0; i < 4; i++) {
            mask = mask << 16 | (random.nextBoolean() ? 0xffff : 0);
        }
        return mask;
    }
}
