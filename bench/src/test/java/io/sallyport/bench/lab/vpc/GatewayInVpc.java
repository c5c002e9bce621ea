package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import io.sallyport.bench.peers.path.NamespaceSockets;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.aws.AwsSettings;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.control.reconcile.holdings.HoldingsExecutor.Standing;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.SdkSystemSetting;

/**
 * A member's agent at a real interface, whose VPC is a {@link SmallVpc}.
 *
 * <pre>
 * namespace gw: eth1 (MAC of eni-a) ── HoldingsAgent ── HTTP ── EC2, IMDS of the lab
 *                                                   eni-b: the partner, 10.0.1.12
 * </pre>
 */
final class GatewayInVpc implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long EPOCH = 7;
    private static final long NOW = 1_000;

    final SmallVpc vpc = new SmallVpc();
    final Namespace namespace;
    HoldingsAgent agent;
    private final Sandbox sandbox = Sandbox.create(Sandbox.freshId("it"));
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Outcome>> answers = new ConcurrentHashMap<>();

    GatewayInVpc() throws IOException {
        // the SDK fetches credentials within its own limit of one second, which a loaded machine may miss
        System.setProperty(SdkSystemSetting.AWS_METADATA_SERVICE_TIMEOUT.property(), "20");
        try {
            namespace = sandbox.namespace("gw");
            Veth.between(namespace.link("eth1"), namespace.link("subnet"));
            namespace.ip("link", "set", "eth1", "address", "02:00:00:00:00:0a");
            namespace.link("eth1").address("10.0.1.11/24");
            agent = open(Duration.ofSeconds(20));
        } catch (RuntimeException e) {
            removeSurroundings();
            throw e;
        }
    }

    /** @param limit of one request */
    private HoldingsAgent open(Duration limit) {
        AwsSettings settings = new AwsSettings(Optional.empty(), Optional.of(vpc.ec2.uri()), Optional.of(vpc.imds.uri()),
                limit, limit.multipliedBy(2));
        Standing standing = new Standing() {
            @Override
            public long epoch() {
                return EPOCH;
            }

            @Override
            public long nowNs() {
                return NOW;
            }
        };
        return NamespaceSockets.open(namespace, () -> HoldingsAgent.aws(settings, IpAddress.parse("10.0.1.12"), standing,
                (id, outcome) -> answers.get(id).complete(outcome)));
    }

    void restart(Duration limit) {
        agent.close();
        agent = open(limit);
    }

    Outcome perform(Operation operation) throws Exception {
        return perform(EPOCH, NOW + 1, operation);
    }

    /** Planned in an epoch that is over. */
    Outcome performOutdated(Operation operation) throws Exception {
        return perform(EPOCH - 1, NOW + 1, operation);
    }

    /** Should have been on its way by now. */
    Outcome performTooLate(Operation operation) throws Exception {
        return perform(EPOCH, NOW, operation);
    }

    private Outcome perform(long epoch, long sendByNs, Operation operation) throws Exception {
        long id = ids.incrementAndGet();
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        answers.put(id, answer);
        agent.start(new Call(id, epoch, sendByNs, operation));
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        agent.close();
        removeSurroundings();
    }

    private void removeSurroundings() {
        sandbox.close();
        vpc.close();
        System.clearProperty(SdkSystemSetting.AWS_METADATA_SERVICE_TIMEOUT.property());
    }
}
