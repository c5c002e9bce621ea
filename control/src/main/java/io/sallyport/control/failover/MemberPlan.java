package io.sallyport.control.failover;

import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.ClusterSettings.Mode;
import io.sallyport.control.cluster.heartbeat.HeartbeatOptions;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.config.Cluster;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.LocalCluster;
import io.sallyport.control.config.LocalCluster.CloudRoute;
import io.sallyport.control.config.LocalCluster.Member;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.control.provider.aws.AwsSettings;
import io.sallyport.control.reconcile.holdings.Wanted;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A configuration as a member of a cluster takes it.
 *
 * @param wanted  what the active member is to hold, before anybody knows where that is
 * @param version of the configuration
 */
record MemberPlan(LocalCluster cluster, HeartbeatOptions heartbeats, Wanted wanted, List<String> monitored, long version) {

    /** @param configuration a valid one, with a cluster */
    static MemberPlan of(Configuration configuration, long version, KeyFiles keyFiles) {
        LocalCluster cluster = configuration.cluster().orElseThrow();
        String self = configuration.node().name();
        Member own = cluster.member(self).orElseThrow();
        Member partner = cluster.partnerOf(self).orElseThrow();
        String name = configuration.network().clusterOf(self).map(Cluster::name).orElseThrow();
        HeartbeatOptions heartbeats = new HeartbeatOptions(name, self, place(own), partner.name(), place(partner),
                keyFiles.read(cluster.secretFile()));
        List<String> monitored = configuration.interfaces().stream()
                .filter(device -> !device.ignoreHealth()).map(NetworkInterface::name).toList();
        return new MemberPlan(cluster, heartbeats, wanted(configuration, cluster), monitored, version);
    }

    private static InetSocketAddress place(Member member) {
        return new InetSocketAddress(member.host().toInetAddress(), member.port());
    }

    private static Wanted wanted(Configuration configuration, LocalCluster cluster) {
        List<Wanted.ClusterIp> addresses = configuration.interfaces().stream()
                .flatMap(device -> device.clusterIp().stream().map(address -> new Wanted.ClusterIp(device.name(), address))).toList();
        Optional<String> dataInterface = configuration.interfaces().stream()
                .filter(device -> device.role() == NetworkInterface.Role.LAN).map(NetworkInterface::name).findFirst();
        return new Wanted(addresses, cluster.cloudRoutes().stream().map(CloudRoute::route).toList(), dataInterface,
                cluster.clusterRouteTables());
    }

    IpAddress partnerAddress() {
        return IpAddress.of(heartbeats.remote().getAddress());
    }

    ClusterSettings settings(Holdings holdings) {
        return new ClusterSettings(heartbeats.self(), heartbeats.partner(), cluster.preferred(),
                cluster.mode() == LocalCluster.Mode.AUTO_FAILBACK ? Mode.AUTO_FAILBACK : Mode.MANUAL_FAILBACK,
                cluster.silence().toNanos(), cluster.beat().toNanos(), Duration.ofSeconds(cluster.failbackHoldDown()).toNanos(),
                Duration.ofSeconds(cluster.drainTimeout()).toNanos(), version, digest(), holdings);
    }

    AwsSettings aws() {
        LocalCluster.Aws aws = cluster.aws();
        return new AwsSettings(text(aws.region()), text(aws.ec2Endpoint()).map(URI::create), text(aws.imdsEndpoint()).map(URI::create),
                Duration.ofMillis(aws.attemptTimeout()), Duration.ofMillis(aws.callTimeout()));
    }

    private static Optional<String> text(String value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** Of what both members must agree on; paths and ports of their own may differ, and so may the names of their interfaces. */
    private long digest() {
        String agreed = String.join("\n", cluster.members().toString(), cluster.preferred(), cluster.mode().name(),
                Integer.toString(cluster.timeout()), Integer.toString(cluster.interval()), Integer.toString(cluster.failbackHoldDown()),
                cluster.provider().name(), wanted.cloudRoutes().toString(), wanted.tables().toString(),
                wanted.addresses().stream().map(one -> one.address().toString()).sorted().toList().toString());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(agreed.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether calls can go on being carried out by whoever carries them out under the other plan. */
    boolean sharesProvider(MemberPlan other) {
        return cluster.provider() == other.cluster.provider() && (cluster.provider() == LocalCluster.Provider.LAN
                || cluster.aws().equals(other.cluster.aws()) && partnerAddress().equals(other.partnerAddress()));
    }
}
