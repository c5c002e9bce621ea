package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Optional;

/**
 * The whole document. The section {@code cluster} is known to the schema, which accepts it only when it is empty; it has no
 * record yet.
 *
 * @param network    the same on every node
 * @param node       this node's own settings
 * @param interfaces the network devices and what they are for
 * @param connectors what this node listens for
 * @param services   what this node dials
 */
@JsonIgnoreProperties("cluster")
public record Configuration(
        Network network, LocalNode node, List<NetworkInterface> interfaces, List<Connector> connectors, List<Service> services) {

    public Configuration {
        interfaces = Copies.of(interfaces);
        connectors = Copies.of(connectors);
        services = Copies.of(services);
    }

    /** Whether anything listens or dials at layer 4. */
    public boolean usesLayer4() {
        return !connectors.isEmpty() || !services.isEmpty();
    }

    /** An interface by its name; empty for an absent name too. */
    public Optional<NetworkInterface> device(Optional<String> name) {
        return name.flatMap(this::device);
    }

    private Optional<NetworkInterface> device(String name) {
        return interfaces.stream().filter(device -> device != null && name.equals(device.name())).findFirst();
    }
}
