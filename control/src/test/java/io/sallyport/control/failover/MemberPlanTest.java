package io.sallyport.control.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.SeedNetwork;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MemberPlanTest {

    private static final String MEMBER = new String(SeedNetwork.member(), StandardCharsets.UTF_8).replace(
            "\"name\": \"eth1\", \"role\": \"lan\"", "\"name\": \"eth1\", \"role\": \"lan\", \"clusterIp\": \"10.0.1.50\"");

    private static MemberPlan plan(String document) {
        ReadResult read = new ConfigReader(SeedNetwork.keyFiles(), SeedNetwork.machine()).read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(read).isInstanceOf(ReadResult.Valid.class);
        Configuration configuration = ((ReadResult.Valid) read).configuration();
        return MemberPlan.of(configuration, 7, SeedNetwork.keyFiles());
    }

    private static MemberPlan with(String text, String replacement) {
        assertThat(MEMBER).contains(text);
        return plan(MEMBER.replace(text, replacement));
    }

    private static long digest(MemberPlan plan) {
        return plan.settings(Holdings.NONE).configDigest();
    }

    @Test
    void itSaysWhereThePartnerIsAndWhatTheActiveMemberHolds() {
        MemberPlan plan = plan(MEMBER);

        assertThat(plan.heartbeats().self()).isEqualTo("aws-a");
        assertThat(plan.heartbeats().partner()).isEqualTo("aws-b");
        assertThat(plan.heartbeats().cluster()).isEqualTo("AWSCluster");
        assertThat(plan.heartbeats().remote().getPort()).isEqualTo(9000);
        assertThat(plan.partnerAddress()).isEqualTo(IpAddress.parse("10.0.1.12"));
        assertThat(plan.wanted().addresses()).containsExactly(new ClusterIp("eth1", IpAddress.parse("10.0.1.50")));
        assertThat(plan.wanted().cloudRoutes()).containsExactly(IpPrefix.parse("10.100.0.0/16"));
        assertThat(plan.wanted().dataInterface()).contains("eth1");
        assertThat(plan.monitored()).contains("eth1");
        assertThat(plan.settings(Holdings.NONE).configVersion()).isEqualTo(7);
        assertThat(plan.settings(Holdings.NONE).configuredActive()).isEqualTo("aws-a");
    }

    /** Members that disagree are shown so; what may differ between them is no disagreement. */
    @Test
    void theDigestIsOfWhatBothMustAgreeOn() {
        long digest = digest(plan(MEMBER));

        assertThat(digest(with("cluster.secret\"", "own.secret\""))).isEqualTo(digest);
        assertThat(digest(with("\"provider\": \"aws\"", "\"provider\": \"aws\", \"statusPort\": 9080"))).isEqualTo(digest);
        assertThat(digest(with("\"provider\": \"aws\"", "\"provider\": \"aws\", \"timeout\": 2000"))).isNotEqualTo(digest);
        assertThat(digest(with("\"10.0.1.50\"", "\"10.0.1.51\""))).isNotEqualTo(digest);
        assertThat(digest(with("\"cloudRoutes\": [{\"route\": \"10.100.0.0/16\"", "\"cloudRoutes\": [{\"route\": \"10.96.0.0/12\"")))
                .isNotEqualTo(digest);
    }

    @Test
    void theProviderIsOpenedAnewOnlyWhenItsSettingsChange() {
        MemberPlan plan = plan(MEMBER);

        assertThat(with("\"10.0.1.50\"", "\"10.0.1.51\"").sharesProvider(plan)).isTrue();
        assertThat(with("\"provider\": \"aws\"", "\"provider\": \"aws\", \"aws\": {\"callTimeout\": 9000}").sharesProvider(plan)).isFalse();
        assertThat(with("10.0.1.12", "10.0.1.13").sharesProvider(plan)).isFalse();
        assertThat(onLan("10.0.1.12").sharesProvider(plan)).isFalse();
        assertThat(onLan("10.0.1.13").sharesProvider(onLan("10.0.1.12"))).as("neighbours go on hearing of the address").isTrue();
    }

    private static MemberPlan onLan(String partner) {
        return plan(MEMBER.replace("\"provider\": \"aws\"", "\"provider\": \"lan\"").replace("10.0.1.12", partner)
                .replaceFirst("\"cloudRoutes\": \\[.*]", "\"cloudRoutes\": []"));
    }
}
