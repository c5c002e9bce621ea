package io.sallyport.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @ValueSource(strings = {"10.100.0.0/16", "0.0.0.0/0", "10.100.100.15/32", "128.0.0.0/1", "fd00:100::/48", "::/0", "fd00::1/128",
        "fd00:0:0:1::/64", "fd00:0:0:1:8000::/65", "8000::/1"})
    void readsBackWhatItWrites(String text) {
        assertThat(IpPrefix.parse(text)).hasToString(text);
    }

    @Test
    void anAddressAloneIsAHost() {
        assertThat(IpPrefix.parse("10.100.10.15")).isEqualTo(IpPrefix.parse("10.100.10.15/32"));
        assertThat(IpPrefix.parse("fd00::1")).isEqualTo(IpPrefix.host(IpAddress.parse("fd00::1")));
        assertThat(IpPrefix.parse("fd00::1").v6()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            10.100.0.1/16      | has host bits set; the network is 10.100.0.0/16
            fd00:100::1/64     | has host bits set; the network is fd00:100::/64
            fd00::8000:0:0:1/65 | has host bits set; the network is fd00::8000:0:0:0/65
            10.0.0.0/33        | prefix length 33 is not in 0–32
            fd00::/129         | prefix length 129 is not in 0–128
            10.0.0.0/          | needs a prefix length in 0–32 after '/'
            10.0.0.0/-1        | needs a prefix length in 0–32 after '/'
            10.0.0.0/08        | needs a prefix length in 0–32 after '/'
            10.0.0.0/8/8       | needs a prefix length in 0–32 after '/'
            10.0.0.0/ 8        | needs a prefix length in 0–32 after '/'
            fd00::/1000        | needs a prefix length in 0–128 after '/'
            /8                 | is not an IPv4 or IPv6 address
            10.0.0/8           | is not an IPv4 or IPv6 address
            """)
    void refuses(String text, String why) {
        assertThatThrownBy(() -> IpPrefix.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @ParameterizedTest(name = "{0} contains {1}: {2}")
    @CsvSource({
        "10.100.0.0/16,10.100.0.0,true", "10.100.0.0/16,10.100.255.255,true", "10.100.0.0/16,10.101.0.0,false",
        "10.100.0.0/16,10.99.255.255,false", "0.0.0.0/0,255.255.255.255,true", "0.0.0.0/0,::,false", "::/0,10.0.0.1,false",
        "10.0.0.1/32,10.0.0.1,true", "10.0.0.1/32,10.0.0.2,false", "fd00::/64,fd00::ffff:ffff:ffff:ffff,true",
        "fd00::/64,fd00:0:0:1::,false", "fd00::/65,fd00::7fff:0:0:0,true", "fd00::/65,fd00::8000:0:0:0,false", "::/0,ffff::,true"})
    void contains(String prefix, String address, boolean inside) {
        assertThat(IpPrefix.parse(prefix).contains(IpAddress.parse(address))).isEqualTo(inside);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"10.0.0.0/8,10.1.0.0/16,true,true", "10.1.0.0/16,10.0.0.0/8,false,true", "10.0.0.0/8,10.0.0.0/8,true,true",
        "10.0.0.0/9,10.128.0.0/9,false,false", "::/0,0.0.0.0/0,false,false"})
    void containsAndOverlapsPrefixes(String one, String other, boolean contains, boolean overlaps) {
        IpPrefix prefix = IpPrefix.parse(one);
        assertThat(prefix.contains(IpPrefix.parse(other))).isEqualTo(contains);
        assertThat(prefix.overlaps(IpPrefix.parse(other))).isEqualTo(overlaps);
        assertThat(IpPrefix.parse(other).overlaps(prefix)).isEqualTo(overlaps);
    }
}
