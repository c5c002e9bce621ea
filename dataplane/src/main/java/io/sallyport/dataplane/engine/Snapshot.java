package io.sallyport.dataplane.engine;

import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.util.List;

/**
 * Everything the engine needs to know to forward: one immutable value, swapped whole between duty cycles.
 *
 * @param version  the configuration version it was compiled from
 * @param identity this node's (or its cluster's) private key
 * @param peers    numbered by their place; {@link ForwardingPlan} refers to these numbers
 */
public record Snapshot(long version, SecretKey identity, ForwardingPlan plan, List<PeerSpec> peers) {

    public Snapshot {
        peers = List.copyOf(peers);
    }
}
