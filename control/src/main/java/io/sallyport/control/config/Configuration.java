package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;

/**
 * The whole document. The sections {@code connectors} and {@code services} are known to the schema, which accepts them only when
 * they are empty; they have no records yet.
 *
 * @param network    the same on every node
 * @param node       this node's own settings
 * @param interfaces the network devices and what they are for
 * @param cluster    absent: this node forwards alone, whatever other members its cluster has
 */
@JsonIgnoreProperties({"connectors", "services"})
public record Configuration(Network network, LocalNode node, List<NetworkInterface> interfaces, Optional<LocalCluster> cluster) {

    public Configuration {
        interfaces = Copies.of(interfaces);
        cluster = cluster == null ? Optional.empty() : cluster;
    }
}
