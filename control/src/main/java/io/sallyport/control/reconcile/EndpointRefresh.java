package io.sallyport.control.reconcile;

import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.PublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks DNS again for endpoints that are names. Resolving may take seconds, so it happens on a virtual thread; the conductor
 * only swaps the outcome in.
 */
public final class EndpointRefresh implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointRefresh.class);

    private final Gateway gateway;
    private final Conductor conductor;
    private final AtomicBoolean underWay = new AtomicBoolean();

    public EndpointRefresh(Gateway gateway, Conductor conductor) {
        this.gateway = gateway;
        this.conductor = conductor;
    }

    @Override
    public void run() {
        gateway.running()
                .filter(running -> running.compiled().usesNames() && underWay.compareAndSet(false, true))
                .ifPresent(running -> Thread.ofVirtual().name("endpoint-refresh").start(() -> refresh(running)));
    }

    private void refresh(Gateway.Running running) {
        try {
            Snapshot old = running.compiled().snapshot();
            Snapshot resolved = gateway.compile(running.compiled().configuration(), running.version()).snapshot();
            List<PeerSpec> peers = withNewEndpoints(old.peers(), resolved.peers());
            if (!peers.equals(old.peers())) {
                conductor.execute(() ->
                        gateway.adopt(new Snapshot(old.version(), old.identity(), old.plan(), peers), running));
            }
        } catch (RuntimeException e) {
            LOG.warn("endpoints stay as they are: {}", e.getMessage());
        } finally {
            underWay.set(false);
        }
    }

    /**
     * Takes addresses and nothing else: a key file that changed on disk waits for a push. A name that does not resolve now
     * keeps its last addresses, for a resolver that is down must not cut a tunnel that is up.
     */
    static List<PeerSpec> withNewEndpoints(List<PeerSpec> old, List<PeerSpec> resolved) {
        Map<PublicKey, PeerSpec> byKey = new HashMap<>();
        resolved.forEach(peer -> byKey.put(peer.publicKey(), peer));
        return old.stream().map(peer -> {
            PeerSpec now = byKey.get(peer.publicKey());
            if (now == null || now.endpoints().isEmpty() || now.endpoints().equals(peer.endpoints())) {
                return peer;
            }
            LOG.info("{} is now at {}", peer.name(), now.endpoints());
            return new PeerSpec(peer.name(), peer.publicKey(), peer.presharedKey(), now.endpoints(), peer.cipher(),
                    peer.keepaliveSeconds(), peer.mtu());
        }).toList();
    }
}
