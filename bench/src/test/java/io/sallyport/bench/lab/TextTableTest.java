package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void columnsAreAsWideAsTheirWidestCellAndNothingTrails() {
        assertThat(TextTable.lines(List.of(List.of("SITE", "ADDRESS"), List.of("edge1", "–"), List.of("aws", ""))))
                .containsExactly(
                        "SITE   ADDRESS",
                        "edge1  –",
                        "aws");
    }
}
