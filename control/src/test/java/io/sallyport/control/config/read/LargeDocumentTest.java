package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.compile.Compiled;
import io.sallyport.control.compile.Compiler;
import io.sallyport.control.config.ConfigDiff;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.SeedNetwork;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The documented limits at once: 100 000 routes, 10 000 inside NAT rows, 1 000 access rules. */
class LargeDocumentTest {

    private static final int RUNS = 5;
    /** CPU time, which a busy machine does not lengthen. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final ConfigReader reader = new ConfigReader(SeedNetwork.keyFiles());

    @Test
    void theLargestDocumentIsReadInASecond() {
        byte[] document = document();

        long bestNs = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            long startedNs = THREADS.getCurrentThreadCpuTime();
            assertThat(reader.read(document)).isInstanceOf(ReadResult.Valid.class);
            bestNs = Math.min(bestNs, THREADS.getCurrentThreadCpuTime() - startedNs);
        }

        assertThat(Duration.ofNanos(bestNs)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void itCompilesAndCompares() {
        Configuration large = ((ReadResult.Valid) reader.read(document())).configuration();

        Compiled compiled = new Compiler(endpoints -> Map.of()).compile(large, SeedNetwork.keyFiles(), 1);

        assertThat(compiled.snapshot().plan().natRows()).hasSize(10_000);
        assertThat(ConfigDiff.between(Optional.of(large), large).isEmpty()).isTrue();
        assertThat(ConfigDiff.between(Optional.empty(), large).changes()).isNotEmpty();
    }

    private static byte[] document() {
        String nodes = IntStream.range(0, 8)
                .mapToObj(i -> "{\"name\": \"n%d\", \"publicKey\": \"%s\"}".formatted(i, SeedNetwork.publicKeyOf("n" + i)))
                .collect(Collectors.joining(",\n"));
        String routes = IntStream.range(0, 100_000)
                .mapToObj(i -> "{\"networkCidr\": \"10.%d.%d.%d/32\", \"node\": \"n%d\", \"metric\": 10, \"description\": \"route %d\"}"
                        .formatted(i >> 16, i >> 8 & 255, i & 255, i % 8, i))
                .collect(Collectors.joining(",\n"));
        String nats = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"localCidr\": \"172.16.%d.%d/32\", \"networkCidr\": \"10.%d.%d.%d/32\", \"node\": \"n0\"}"
                        .formatted(i >> 8, i & 255, i * 8 >> 16, i * 8 >> 8 & 255, i * 8 & 255))
                .collect(Collectors.joining(",\n"));
        String rules = IntStream.rangeClosed(1, 1_000)
                .mapToObj(i -> "{\"line\": %d, \"action\": \"allow\", \"protocol\": \"tcp\", \"dest\": \"10.0.0.0/8\", \"ports\": \"%d\"}"
                        .formatted(i, i))
                .collect(Collectors.joining(",\n"));
        return """
                {"network": {"name": "large", "networkCidr": "10.0.0.0/8", "nodes": [%s], "routes": [%s], "insideNats": [%s],
                 "accessRules": [%s]}, "node": {"name": "n0", "privateKeyFile": "/keys/n0.key"}}
                """.formatted(nodes, routes, nats, rules).getBytes(StandardCharsets.UTF_8);
    }
}
