package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * The whole document. The sections {@code cluster}, {@code connectors} and {@code services} are known to the schema, which
 * accepts them only when they are empty; they have no records yet.
 *
 * @param network    the same on every node
 * @param node       this node's own settings
 * @param interfaces the network devices and what they are for
 */
@JsonIgnoreProperties({"cluster", "connectors", "services"})
public record Configuration(Network network, LocalNode node, List<NetworkInterface> interfaces) {

    public Configuration {
        interfaces = Copies.of(interfaces);
    }
}
