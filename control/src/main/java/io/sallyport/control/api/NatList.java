package io.sallyport.control.api;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.reconcile.Gateway;
import java.util.List;

/** {@code GET /v1/nats}: every inside NAT row of the network, and whether this node is the one that translates by it. */
record NatList(List<Entry> nats) {

    /** @param here whether this node translates by it */
    record Entry(String localCidr, String networkCidr, String node, boolean here, String description) {
    }

    static NatList of(Gateway gateway) {
        return gateway.running()
                .map(running -> of(running.compiled().configuration()))
                .orElse(new NatList(List.of()));
    }

    private static NatList of(Configuration configuration) {
        String self = configuration.network().identityOf(configuration.node().name()).map(Destination::name).orElse("");
        String node = configuration.node().name();
        return new NatList(configuration.network().insideNats().stream()
                .map(row -> new Entry(row.localCidr().toString(), row.networkCidr().toString(), row.node(),
                        row.node().equals(self) || row.node().equals(node), row.description()))
                .toList());
    }
}
