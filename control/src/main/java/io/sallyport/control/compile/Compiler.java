package io.sallyport.control.compile;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Endpoint;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.LocalNode;
import io.sallyport.control.config.LocalNode.PresharedKey;
import io.sallyport.control.config.Warning;
import io.sallyport.dataplane.engine.EngineOptions;
import io.sallyport.dataplane.engine.Snapshot;
import io.sallyport.dataplane.pipeline.ForwardingPlan;
import io.sallyport.dataplane.tunnel.CipherSuite;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import io.sallyport.dataplane.tunnel.PeerSpec;
import io.sallyport.dataplane.tunnel.SecretKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Compiles configurations. */
public final class Compiler {

    private final EndpointResolver resolver;

    public Compiler(EndpointResolver resolver) {
        this.resolver = resolver;
    }

    /**
     * @param configuration valid, as {@code ConfigReader} hands it out
     * @throws KeyFileException when a key file went away since it was validated
     */
    public Compiled compile(Configuration configuration, KeyFiles keyFiles, long version) {
        Topology topology = Topology.of(configuration);
        SecretKey identity = keyFiles.read(configuration.node().privateKeyFile());
        Map<String, SecretKey> presharedKeys = new HashMap<>();
        for (PresharedKey psk : configuration.node().presharedKeys()) {
            presharedKeys.put(psk.peer(), keyFiles.read(psk.file()));
        }
        List<Endpoint> endpoints = topology.peers().stream().flatMap(peer -> peer.endpoints().stream()).distinct().toList();
        Map<Endpoint, List<InetSocketAddress>> resolved = resolver.resolve(endpoints);

        List<PeerSpec> peers = topology.peers().stream()
                .map(peer -> peer(peer, topology.own(), Optional.ofNullable(presharedKeys.get(peer.name())), resolved))
                .toList();
        ForwardingPlan forwarding =
                PlanCompiler.plan(configuration.network(), topology, configuration.node().relayPort());
        Snapshot snapshot = new Snapshot(version, identity, forwarding, peers);
        boolean usesNames = endpoints.stream().anyMatch(endpoint -> endpoint.literal().isEmpty());
        return new Compiled(configuration, snapshot, options(configuration.node()), L4Compiler.plan(configuration, topology),
                unresolved(topology, resolved), usesNames);
    }

    private static PeerSpec peer(
            Destination peer, Destination own, Optional<SecretKey> presharedKey, Map<Endpoint, List<InetSocketAddress>> resolved) {
        return new PeerSpec(
                peer.name(),
                peer.publicKey().orElseThrow(),
                presharedKey,
                peer.endpoints().stream().flatMap(endpoint -> resolved.get(endpoint).stream()).distinct().toList(),
                pairCipher(own, peer),
                pairKeepalive(own, peer),
                Math.min(own.mtu(), peer.mtu()));
    }

    /** The end behind a NAT is the one that must send, and either end may be the one that knows of the NAT. */
    private static int pairKeepalive(Destination one, Destination other) {
        return IntStream.of(one.persistentKeepalive(), other.persistentKeepalive())
                .filter(seconds -> seconds > 0)
                .min()
                .orElse(0);
    }

    /** Both ends come to the same answer from the same two fields, so that nothing has to be negotiated. */
    private static CipherSuite pairCipher(Destination one, Destination other) {
        boolean both = one.cipher() == CipherSuite.AES_256_GCM && other.cipher() == CipherSuite.AES_256_GCM;
        return both ? CipherSuite.AES_256_GCM : CipherSuite.CHACHA20_POLY1305;
    }

    private static List<Warning> unresolved(Topology topology, Map<Endpoint, List<InetSocketAddress>> resolved) {
        List<Warning> warnings = new ArrayList<>();
        for (Destination peer : topology.peers()) {
            for (Endpoint endpoint : peer.endpoints()) {
                if (resolved.get(endpoint).isEmpty()) {
                    warnings.add(new Warning("", "the endpoint " + endpoint + " of " + peer.name()
                            + " does not resolve now; it is looked up again from time to time"));
                }
            }
        }
        return warnings;
    }

    /** What the engine is opened with. */
    public static EngineOptions options(LocalNode node) {
        return new EngineOptions(
                node.tun().name(),
                node.tun().mtu(),
                node.listenPort(),
                node.workers(),
                node.cpus(),
                node.busyPoll(),
                node.offloads(),
                node.packetBuffers());
    }
}
