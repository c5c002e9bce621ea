package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.sallyport.control.config.SeedNetwork;

/**
 * Any bytes are a configuration or a list of faults. In the build this replays the seeds under
 * {@code ConfigReaderFuzzTestInputs}; {@code JAZZER_FUZZ=1 mvn -pl control -am test -Dtest=ConfigReaderFuzzTest} searches on.
 */
class ConfigReaderFuzzTest {

    private final ConfigReader reader = new ConfigReader(SeedNetwork.keyFiles());

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAnswered(byte[] document) {
        if (reader.read(document) instanceof ReadResult.Invalid invalid) {
            assertThat(invalid.faults()).isNotEmpty();
        }
    }
}
