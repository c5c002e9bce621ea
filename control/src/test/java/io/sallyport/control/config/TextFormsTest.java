package io.sallyport.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.pipeline.ForwardingPlan.PortRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The small languages inside the document: endpoints and ports. */
class TextFormsTest {

    @ParameterizedTest
    @CsvSource({
        "198.51.100.11:51820,        198.51.100.11,   51820",
        "[2001:db8:0:0::1]:1,        2001:db8::1,     1",
        "gw.example.net:65535,       gw.example.net,  65535",
        "gw.example.net.:51820,      gw.example.net., 51820",
        "1password.example:51820,    1password.example, 51820"
    })
    void readsAnEndpoint(String text, String host, int port) {
        assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port));
        assertThat(Endpoint.parse(Endpoint.parse(text).toString())).isEqualTo(new Endpoint(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":51820", "198.51.100.11", "198.51.100.11:", "198.51.100.11:0", "198.51.100.11:65536", "host:-1",
            "host:99999999999", "2001:db8::1:51820", "[2001:db8::1]", "[2001:db8::1", "[fe80::1%eth0]:1", "[198.51.100.11]:1",
            "256.1.1.1:1", "1.2.3:1", "-host:1", "host-:1", "a..b:1", "ho st:1", "host_name:1", "höst:1", "[]:1", ".:1"})
    void refusesWhatIsNoEndpoint(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyAnAddressIsLiteral() {
        assertThat(Endpoint.parse("198.51.100.11:1").literal()).isPresent();
        assertThat(Endpoint.parse("[2001:db8::1]:1").literal()).isPresent();
        assertThat(Endpoint.parse("gw.example.net:1").literal()).isEmpty();
    }

    @Test
    void readsPortsAndRanges() {
        Ports ports = Ports.parse("22, 443,8000-8100");

        assertThat(ports.ranges()).containsExactly(new PortRange(22, 22), new PortRange(443, 443), new PortRange(8000, 8100));
        assertThat(ports).hasToString("22,443,8000-8100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "22,", "0", "65536", "1-", "-1", "9-8", "1-2-3", "http", "22;23", "٢"})
    void refusesWhatIsNoPort(String text) {
        assertThatThrownBy(() -> Ports.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
