package io.sallyport.control.config;

import java.util.List;
import java.util.Optional;

/**
 * The whole document.
 *
 * @param network    the same on every node
 * @param node       this node's own settings
 * @param interfaces the network devices and what they are for
 * @param connectors what this node listens for
 * @param services   what this node dials
 * @param cluster    absent: this node forwards alone, whatever other members its cluster has
 */
public record Configuration(
        Network network, LocalNode node, List<NetworkInterface> interfaces, List<Connector> connectors, List<Service> services,
        Optional<LocalCluster> cluster) {

    public Configuration {
        interfaces = Copies.of(interfaces);
        connectors = Copies.of(connectors);
        services = Copies.of(services);
        cluster = cluster == null ? Optional.empty() : cluster;
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
