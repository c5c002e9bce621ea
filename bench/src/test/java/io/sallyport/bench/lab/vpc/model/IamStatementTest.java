package io.sallyport.bench.lab.vpc.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** IAM userguide, policy evaluation logic. */
class IamStatementTest {

    private static final IamStatement ASSIGN_ON_A =
            IamStatement.allow(List.of("ec2:Assign*"), List.of("arn:aws:ec2:*:*:network-interface/eni-a"));

    @Test
    void silenceIsADenial() {
        assertThat(IamStatement.permits(List.of(), "ec2:AssignPrivateIpAddresses", "*")).isFalse();
    }

    @Test
    void patternsDecideByActionAndResource() {
        List<IamStatement> policy = List.of(ASSIGN_ON_A);
        String arn = "arn:aws:ec2:eu-central-1:123456789012:network-interface/eni-";

        assertThat(IamStatement.permits(policy, "ec2:AssignPrivateIpAddresses", arn + "a")).isTrue();
        assertThat(IamStatement.permits(policy, "ec2:AssignPrivateIpAddresses", arn + "b")).isFalse();
        assertThat(IamStatement.permits(policy, "ec2:UnassignPrivateIpAddresses", arn + "a")).isFalse();
    }

    @Test
    void aDenialBeatsAnyPermission() {
        IamStatement deny = new IamStatement(false, List.of("ec2:*"), List.of("*"));

        assertThat(IamStatement.permits(List.of(ASSIGN_ON_A, deny), "ec2:AssignIpv6Addresses",
                "arn:aws:ec2:r:1:network-interface/eni-a")).isFalse();
    }

    @Test
    void onlyStarsAndQuestionMarksAreSpecial() {
        assertThat(IamStatement.matches("a.c", "abc")).isFalse();
        assertThat(IamStatement.matches("a?c*", "abcdef")).isTrue();
        assertThat(IamStatement.matches("*", "")).isTrue();
        assertThat(IamStatement.matches("a+(b", "a+(b")).isTrue();
    }
}
