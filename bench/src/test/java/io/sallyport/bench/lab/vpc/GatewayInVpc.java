package io.sallyport.bench.lab.vpc;

import io.sallyport.bench.lab.net.Namespace;
import io.sallyport.bench.lab.net.Sandbox;
import io.sallyport.bench.lab.net.Veth;
import io.sallyport.bench.peers.path.NamespaceSockets;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.aws.AwsSettings;
import io.sallyport.control.reconcile.holdings.HoldingsAgent;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
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

    final SmallVpc vpc = new SmallVpc();
    final Namespace namespace;
    HoldingsAgent agent;
    private final Sandbox sandbox = Sandbox.create(Sandbox.freshId("it"));
    private final AskingMember member = new AskingMember();

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
        return NamespaceSockets.open(namespace, () -> HoldingsAgent.aws(settings, IpAddress.parse("10.0.1.12"), member, member::answered));
    }

    void restart(Duration limit) {
        agent.close();
        agent = open(limit);
    }

    Outcome perform(Operation operation) throws Exception {
        return member.perform(agent, operation);
    }

    Outcome performOutdated(Operation operation) throws Exception {
        return member.performOutdated(agent, operation);
    }

    Outcome performTooLate(Operation operation) throws Exception {
        return member.performTooLate(agent, operation);
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
