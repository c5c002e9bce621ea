package io.sallyport.control.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {

    private static final List<String> NAMES = List.of("EdgeCluster1", "EdgeCluster2", "AWSCluster", "networkCidr", "privateKeyFile");

    @ParameterizedTest
    @CsvSource({
        "EdgeCluster1,  EdgeCluster1",
        "edgecluster2,  EdgeCluster2",
        "AWSClutser,    AWSCluster",
        "AWS-Cluster,   AWSCluster",
        "networkCIDRs,  networkCidr",
        "EdgeCluster,   EdgeCluster1",
        "privateKey,    privateKeyFile",
        "priv,          privateKeyFile",
        "p,             ",
        "somewhere,     ",
        "'',            "
    })
    void findsWhatWasMeantOrNothing(String name, String meant) {
        assertThat(Nearest.to(name, NAMES).orElse(null)).isEqualTo(meant);
    }
}
