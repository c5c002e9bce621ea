package io.sallyport.control.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ClusterProblemTest {

    private static final Path OPERATIONS = Path.of("..", "docs", "operations.md");

    /** The page is what an operator reads; the enum is what the daemon says. */
    @Test
    void theOperationsPageHasEveryEvent() throws IOException {
        String table = Arrays.stream(ClusterProblem.values())
                .map(problem -> "| " + problem.event() + " | " + problem.remedy() + " | " + problem.meanwhile() + " |\n")
                .collect(Collectors.joining());

        assertThat(Files.readString(OPERATIONS)).as("docs/operations.md, section \"Failover in AWS\"").contains(table);
    }

    @Test
    void textsAreClausesThatFitTogether() {
        ProviderFault fault = ProviderFault.of(ClusterProblem.NO_FREE_SLOT, "PrivateIpAddressLimitExceeded", "eni-0a has 4 of 4");

        assertThat(fault).hasToString("the network interface has no slot left for one more private address: eni-0a has 4 of 4; "
                + "unassign an address that is not needed, or take a larger instance type (AWS: IP addresses per network interface). "
                + "Meanwhile: the cluster IP stays where it is; routes follow the role all the same, and the member tries again");
        assertThat(ClusterProblem.values()).allSatisfy(problem -> {
            assertThat(problem.event()).doesNotEndWith(".").doesNotContain("|");
            assertThat(problem.remedy()).doesNotEndWith(".").doesNotContain("|");
            assertThat(problem.meanwhile()).doesNotEndWith(".").doesNotContain("|");
        });
    }
}
