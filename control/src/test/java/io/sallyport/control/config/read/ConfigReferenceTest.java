package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final Path FRESH = Path.of("target", "configuration.md");

    @Test
    void theReferenceSaysWhatTheSchemaSays() throws IOException {
        String fresh = new ConfigReference().render();
        Files.createDirectories(FRESH.getParent());
        Files.writeString(FRESH, fresh);

        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/configuration.md is stale; run: cp control/target/configuration.md docs/configuration.md")
                .isEqualTo(fresh);
    }
}
