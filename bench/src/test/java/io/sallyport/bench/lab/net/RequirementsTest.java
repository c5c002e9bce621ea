package io.sallyport.bench.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequirementsTest {

    @Test
    void missingProgramsAreNamedWithTheCommandThatInstallsThem(@TempDir Path empty) {
        assertThat(Requirements.missingPrograms(empty.toString())).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("ip, setsid, ping, tcpdump, nft")
                .endsWith("sudo apt-get install -y iproute2 util-linux iputils-ping tcpdump nftables"));
    }
}
