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

    @ParameterizedTest
    @CsvSource({
        "10.0.1.15,          10.0.1.15",
        "fd00:0:0::15,       fd00::15",
        "mysql.example.net,  mysql.example.net",
        "localhost,          localhost"
    })
    void readsAHost(String text, String normal) {
        assertThat(Host.parse(text)).hasToString(normal);
        assertThat(Host.parse(text).literal().isPresent()).isEqualTo(Character.isDigit(text.charAt(text.length() - 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.1", "10.0.1.15:80", "db.example.net:80", "[fd00::15]", "fd00::15%eth0", "a b", "a_b", ".", "-a"})
    void refusesWhatIsNoHost(String text) {
        assertThatThrownBy(() -> Host.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServiceIsNamedOrABackend() {
        assertThat(ServiceTarget.parse("mysql-2")).isEqualTo(new ServiceTarget.Named("mysql-2"));
        assertThat(ServiceTarget.parse("3306")).isEqualTo(new ServiceTarget.Named("3306"));
        assertThat(ServiceTarget.parse("10.0.1.15:3306"))
                .isEqualTo(new ServiceTarget.Address(new Endpoint("10.0.1.15", 3306))).hasToString("10.0.1.15:3306");
        assertThat(ServiceTarget.parse("[fd00:0::15]:3306")).hasToString("[fd00::15]:3306");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my_sql", "mysql:3306", "10.0.1.15", "10.0.1.15:0", "fd00::15:3306", "a.b"})
    void refusesWhatIsNoService(String text) {
        assertThatThrownBy(() -> ServiceTarget.parse(text)).isInstanceOf(IllegalArgumentException.class);
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
