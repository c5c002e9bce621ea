package io.sallyport.bench.lab.vpc.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketFilterTest {

    private static NetworkInterface eni(String device, boolean check) {
        return new NetworkInterface("eni-" + device, "subnet-1", "i-1", 0, device, "", 4, IpAddress.parse("10.0.1.11"), List.of(),
                List.of(), List.of(), check);
    }

    @Test
    void onlyCheckedInterfacesAreChecked() {
        String rules = PacketFilter.ruleset(List.of(eni("eni0", true), eni("eni1", false)), Set.of("eni0", "eni1"), Set.of());

        assertThat(rules).contains("sources iifname \"eni0\" fib saddr . iif oif missing counter name source-eni0 drop")
                .contains("destinations oifname \"eni0\" fib daddr oifname != \"eni0\" counter name destination-eni0 drop")
                .doesNotContain("iifname \"eni1\"").doesNotContain("oifname \"eni1\"");
    }

    @Test
    void aCutIsOneWay() {
        Set<Cut> cuts = Set.of(new Cut("eni-eni0", "eni-eni1"));
        String rules = PacketFilter.ruleset(List.of(eni("eni0", false), eni("eni1", false)), Set.of("eni0", "eni1"), cuts);

        assertThat(rules).contains("destinations iifname \"eni0\" oifname \"eni1\" drop").doesNotContain("iifname \"eni1\"");
    }

    /** Counters are added and never flushed: a change of a check does not forget what was dropped. */
    @Test
    void countersStay() {
        assertThat(PacketFilter.ruleset(List.of(eni("eni0", false)), Set.of("eni0"), Set.of()))
                .contains("add counter inet vpc source-eni0").doesNotContain("delete").doesNotContain("reset");
    }

    @Test
    void whatHasNoInterfaceAnyMoreSendsNothing() {
        assertThat(PacketFilter.ruleset(List.of(), Set.of("eni0"), Set.of())).contains("iifname \"eni0\" drop");
    }
}
