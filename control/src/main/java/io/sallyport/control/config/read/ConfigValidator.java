package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.Machine;
import io.sallyport.control.config.Network;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Objects;

/**
 * What a schema cannot say. The checks do not stop at one another's faults; a {@code null} they meet is a fault that has
 * been noted before.
 */
final class ConfigValidator {

    private final KeyFiles keyFiles;
    private final Machine machine;

    ConfigValidator(KeyFiles keyFiles, Machine machine) {
        this.keyFiles = keyFiles;
        this.machine = machine;
    }

    void check(Configuration configuration, Findings findings) {
        Network network = configuration.network();
        if (network == null) {
            return;
        }
        Names names = Names.of(network);
        new DestinationCheck(network, names, findings).run();
        new RouteCheck(network, names, findings).run();
        new NatCheck(network, names, findings).run();
        network.accessRules().ifPresent(rules -> new RuleCheck(network, rules, findings).run());
        if (configuration.node() != null) {
            new LocalCheck(configuration, names, keyFiles, findings).run();
            new InterfaceRouteCheck(configuration, findings).run();
            configuration.cluster().ifPresent(cluster -> new ClusterCheck(configuration, cluster, keyFiles, findings).run());
            new ClusterIpCheck(configuration, findings).run();
            layer4(configuration, names, findings);
        }
    }

    private void layer4(Configuration configuration, Names names, Findings findings) {
        if (configuration.usesLayer4()) {
            Devices devices = new Devices(configuration, machine, findings);
            new ServiceCheck(configuration, names, devices, findings).run();
            new ConnectorCheck(configuration, names, devices, findings).run();
            new LoopCheck(configuration, names, machine, findings).run();
        }
        if (configuration.usesLayer4() || configuration.cluster().isPresent()) {
            new ListenerCheck(configuration, names, machine, findings).run();
        }
    }

    /** Whether a prefix lies in the virtual network; an unreadable prefix or network is not judged. */
    static boolean inside(Network network, IpPrefix prefix) {
        List<IpPrefix> blocks = network.networkCidr();
        return blocks.isEmpty() || blocks.stream().anyMatch(Objects::isNull) || blocks.stream().anyMatch(block -> block.contains(prefix));
    }

    static boolean inside(Network network, IpAddress address) {
        return inside(network, IpPrefix.host(address));
    }
}
