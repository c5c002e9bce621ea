package io.sallyport.dataplane.cases;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code cases/**.case}: packets in, exactly those packets out, exactly those losses counted, and the pool full again. */
class PacketCasesTest {

    static List<Named<Path>> cases() throws IOException, URISyntaxException {
        Path root = Path.of(PacketCasesTest.class.getResource("/cases/README.md").toURI()).getParent();
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".case")).sorted()
                    .map(file -> Named.of(root.relativize(file).toString().replace(".case", ""), file))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void packetsLeaveAsTheCaseSays(Path file) throws IOException {
        CaseRunner.run(file);
    }
}
