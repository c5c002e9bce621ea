package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.bench.lab.SeedServices.Offer;
import org.junit.jupiter.api.Test;

class SeedServicesTest {

    @Test
    void everySiteListensAtAPortOfItsOwnForEachProtocolOfEveryHostElsewhere() {
        for (Site site : SeedNetwork.SITES) {
            assertThat(SeedServices.elsewhere(site)).as(site.name())
                    .doesNotHaveDuplicates()
                    .extracting(offer -> offer.protocol() + offer.port()).doesNotHaveDuplicates();
            SeedNetwork.SITES.stream().filter(other -> !other.equals(site)).flatMap(other -> other.hosts().stream())
                    .forEach(host -> assertThat(SeedServices.elsewhere(site)).as(host.namespace()).contains(
                            SeedServices.of(host, "tcp"), SeedServices.of(host, "udp")));
        }
    }

    @Test
    void theFirstServerIsAlsoDialledFromAMembersOwnAddress() {
        Offer own = SeedServices.of(SeedNetwork.servers().getFirst(), "own-tcp");

        assertThat(own.fromClusterIp()).isFalse();
        assertThat(own.connector()).isEqualTo("edge1-mysql-own-tcp");
        assertThat(own.port()).isEqualTo(8115);
    }
}
