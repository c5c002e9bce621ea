package io.sallyport.control.config.read;

import io.sallyport.control.config.Cluster;
import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.KeyFiles;
import io.sallyport.control.config.LocalCluster;
import io.sallyport.control.config.LocalCluster.CloudRoute;
import io.sallyport.control.config.LocalCluster.Member;
import io.sallyport.control.config.LocalCluster.Provider;
import io.sallyport.control.config.Network;
import io.sallyport.dataplane.tunnel.KeyFile.KeyFileException;
import io.sallyport.dataplane.tunnel.SecretKey;
import io.sallyport.dataplane.wire.IpPrefix;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The section {@code cluster}, and what it means together with the network's cluster of this node. */
final class ClusterCheck {

    /** A member that was silent must have stopped forwarding before its partner begins; that takes two intervals. */
    private static final int INTERVALS_IN_TIMEOUT = 3;

    private final Network network;
    private final String self;
    private final Path privateKeyFile;
    private final LocalCluster cluster;
    /** It may lie outside the VPC, and be a route. */
    private final boolean hasClusterIp;
    private final KeyFiles keyFiles;
    private final Findings findings;

    ClusterCheck(Configuration configuration, LocalCluster cluster, KeyFiles keyFiles, Findings findings) {
        this.network = configuration.network();
        this.self = configuration.node().name();
        this.privateKeyFile = configuration.node().privateKeyFile();
        this.cluster = cluster;
        this.hasClusterIp = configuration.interfaces().stream().anyMatch(device -> device != null && !device.clusterIp().isEmpty());
        this.keyFiles = keyFiles;
        this.findings = findings;
    }

    void run() {
        membership();
        places();
        configuredActive();
        times();
        secret();
        cloudRoutes();
    }

    private Set<String> memberNames() {
        Set<String> names = new LinkedHashSet<>();
        cluster.members().stream().filter(Objects::nonNull).map(Member::name).filter(Objects::nonNull).forEach(names::add);
        return names;
    }

    private void membership() {
        if (self == null) {
            return;
        }
        Optional<Cluster> own = network.clusters().stream()
                .filter(candidate -> candidate != null && candidate.members().contains(self)).findFirst();
        if (own.isEmpty()) {
            findings.fault("/cluster", self, "", "the node " + self + " belongs to no cluster in network.clusters; list it there, "
                    + "or leave this section out");
            return;
        }
        Set<String> expected = new LinkedHashSet<>(own.get().members());
        for (int i = 0; i < cluster.members().size(); i++) {
            Member member = cluster.members().get(i);
            if (member != null && member.name() != null && !expected.contains(member.name())) {
                findings.fault("/cluster/members/" + i + "/name", member.name(), String.join(" or ", expected),
                        "the cluster " + own.get().name() + " has no member '" + member.name() + "'"
                                + Nearest.suggestion(member.name(), expected));
            }
        }
        if (!memberNames().contains(self)) {
            findings.fault("/cluster/members", memberNames(), "", "this node, " + self + ", is not among them");
        }
    }

    private void places() {
        if (cluster.members().size() != 2 || cluster.members().stream().anyMatch(Objects::isNull)) {
            return;
        }
        Member first = cluster.members().getFirst();
        Member second = cluster.members().getLast();
        if (first.name() != null && first.name().equals(second.name())) {
            findings.fault("/cluster/members/1/name", second.name(), "", "both members are called " + second.name()
                    + "; they are two nodes of the network");
        }
        if (first.host() == null || second.host() == null) {
            return;
        }
        if (first.host().equals(second.host()) && first.port() == second.port()) {
            findings.fault("/cluster/members/1/host", second.host(), "", "both members listen at " + second.host() + " port "
                    + second.port() + "; give each its own address");
        } else if (first.host().v6() != second.host().v6()) {
            findings.fault("/cluster/members/1/host", second.host(), "", "one member has an IPv4 and the other an IPv6 address; "
                    + "they call each other, so write both in one family");
        }
    }

    private void configuredActive() {
        cluster.configuredActive().filter(name -> !memberNames().contains(name)).ifPresent(name ->
                findings.fault("/cluster/configuredActive", name, String.join(" or ", memberNames()),
                        "no member is called '" + name + "'" + Nearest.suggestion(name, memberNames())));
    }

    private void times() {
        if (cluster.timeout() < INTERVALS_IN_TIMEOUT * cluster.interval()) {
            findings.fault("/cluster/timeout", cluster.timeout(), "at least " + INTERVALS_IN_TIMEOUT * cluster.interval(),
                    "the timeout holds fewer than " + INTERVALS_IN_TIMEOUT + " intervals of " + cluster.interval()
                            + " ms, so that one late heartbeat would be a failover; raise it, or lower cluster.interval");
        }
        if (cluster.aws() != null && cluster.aws().callTimeout() < cluster.aws().attemptTimeout()) {
            findings.fault("/cluster/aws/callTimeout", cluster.aws().callTimeout(), "at least " + cluster.aws().attemptTimeout(),
                    "a call cannot take less than one attempt, which may take " + cluster.aws().attemptTimeout() + " ms");
        }
    }

    private void secret() {
        if (cluster.secretFile() == null) {
            return;
        }
        try {
            SecretKey secret = keyFiles.read(cluster.secretFile());
            if (privateKeyFile != null && secret.equals(keyFiles.read(privateKeyFile))) {
                findings.fault("/cluster/secretFile", cluster.secretFile(), "", "this is the private key of the tunnels; make a "
                        + "secret of its own with: sallyport keygen --cluster-secret");
            }
        } catch (KeyFileException e) {
            findings.fault("/cluster/secretFile", cluster.secretFile(), "", e.getMessage());
        }
    }

    private void cloudRoutes() {
        List<CloudRoute> routes = cluster.cloudRoutes();
        if (cluster.provider() == Provider.LAN && !routes.isEmpty()) {
            findings.fault("/cluster/cloudRoutes", routes.size() + " routes", "none", "the provider lan has no route tables; "
                    + "leave them out, or choose the provider aws");
        }
        Map<IpPrefix, Integer> seen = new HashMap<>();
        for (int i = 0; i < routes.size(); i++) {
            IpPrefix route = routes.get(i) == null ? null : routes.get(i).route();
            Integer before = route == null ? null : seen.putIfAbsent(route, i);
            if (before != null) {
                findings.fault("/cluster/cloudRoutes/" + i + "/route", route, "", route + " already stands in /cluster/cloudRoutes/"
                        + before + "; remove one");
            }
        }
        if (routes.isEmpty() && !hasClusterIp && !cluster.clusterRouteTables().isEmpty()) {
            findings.warn("/cluster/clusterRouteTables", "no route table is touched, since there are neither cloudRoutes nor cluster IPs");
        }
    }
}
