package io.sallyport.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.Machine;
import io.sallyport.control.config.read.ConfigReader;
import io.sallyport.control.config.read.ReadResult;
import io.sallyport.dataplane.wire.IpAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** The documents are read by the daemon's own reader: it must find no fault and the seed's rows. */
class NetworkDocumentTest {

    /** A gateway's namespace has these, the machine that runs this test need not. */
    private static final Machine GATEWAY = new Machine() {
        @Override
        public Set<String> interfaces() {
            return Set.of(Site.Gateway.WAN_DEVICE, Site.Gateway.LAN_DEVICE);
        }

        @Override
        public Optional<String> holderOf(IpAddress address) {
            return Optional.empty();
        }

        @Override
        public int lowestPort() {
            return 1;
        }
    };

    @TempDir
    Path directory;

    private final Map<String, ClusterKeys> keys = new HashMap<>();
    private ObjectNode network;

    @BeforeEach
    void networkPart() {
        Map<String, String> publicKeys = new HashMap<>();
        for (Site site : SeedNetwork.SITES) {
            keys.put(site.cluster(), ClusterKeys.create(directory, site));
            publicKeys.put(site.cluster(), keys.get(site.cluster()).publicKey());
        }
        network = NetworkDocument.network(SeedNetwork.SITES, publicKeys);
    }

    @Test
    void everyGatewaysDocumentIsValid() {
        for (Site site : SeedNetwork.SITES) {
            site.gateways().forEach(gateway -> assertThat(read(site, gateway).node().name()).isEqualTo(gateway.name()));
        }
    }

    @Test
    void theThreeTablesAreThereInBothFamilies() {
        Site aws = SeedNetwork.SITES.getFirst();
        Configuration configuration = read(aws, aws.gateways().getFirst());

        assertThat(configuration.network().networkCidr()).hasSize(2);
        assertThat(configuration.network().routes()).hasSize(2 * 4);
        assertThat(configuration.network().insideNats()).hasSize(2 * 5);
    }

    private Configuration read(Site site, Site.Gateway gateway) {
        String document = NetworkDocument.text(NetworkDocument.of(network, site, gateway, keys.get(site.cluster())));
        ReadResult result = new ConfigReader(KeyFiles.onDisk(), GATEWAY).read(document.getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOf(ReadResult.Valid.class);
        return ((ReadResult.Valid) result).configuration();
    }
}
