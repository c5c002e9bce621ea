package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.Fault;
import io.sallyport.control.config.SeedNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each {@code refused/NAME.json} must come back with exactly the faults of {@code refused/NAME.faults}, all at once. */
class RefusedDocumentsTest {

    private final ConfigReader reader = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine(1024, "lo", "eth0", "eth1"));

    @ParameterizedTest
    @ValueSource(strings = {"shapes", "names", "addresses", "nats", "rules", "local", "ipv6-mtu", "connectors", "services", "loops",
        "layer4-shapes", "cluster", "cluster-alone", "cluster-listeners",
        "interface-routes"})
    void everyFaultIsNamed(String name) throws IOException {
        ReadResult result = reader.read(resource(name + ".json").getBytes(StandardCharsets.UTF_8));

        assertThat(result).isInstanceOf(ReadResult.Invalid.class);
        String faults = ((ReadResult.Invalid) result).faults().stream()
                .map(RefusedDocumentsTest::line)
                .collect(Collectors.joining("\n", "", "\n"));
        assertThat(faults).isEqualTo(resource(name + ".faults"));
    }

    private static String line(Fault fault) {
        return String.join(" | ", fault.pointer(), fault.value(), fault.limit(), fault.message());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = RefusedDocumentsTest.class.getResourceAsStream("refused/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
