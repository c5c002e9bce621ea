package io.sallyport.bench.lab.vpc.imds;

import io.sallyport.bench.lab.vpc.ec2.Credentials;
import io.sallyport.bench.lab.vpc.model.Instance;
import io.sallyport.bench.lab.vpc.model.NetworkInterface;
import io.sallyport.bench.lab.vpc.model.Subnet;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that one instance can read under {@code /latest/}: leaves by path. A path that leads to leaves lists what is below it.
 * What an interface has none of (a prefix, an IPv6 address) has no path, and so is a 404.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-metadata.html">instance metadata</a>
 */
final class MetadataTree {

    private static final String META = "meta-data/";
    private static final Duration VALIDITY = Duration.ofHours(6);

    private final SortedMap<String, String> leaves = new TreeMap<>();

    private MetadataTree() {
    }

    /** @param now for the dates of the role's keys */
    static MetadataTree of(VpcState state, Instance instance, Credentials.Key key, Instant now) {
        MetadataTree tree = new MetadataTree();
        List<NetworkInterface> interfaces = state.interfaces().values().stream()
                .filter(eni -> eni.instanceId().equals(instance.id())).toList();
        tree.identity(state, instance);
        interfaces.forEach(eni -> tree.networkInterface(state, eni));
        interfaces.stream().filter(eni -> eni.deviceIndex() == 0).findFirst().ifPresent(primary -> {
            tree.leaf("mac", primary.mac());
            tree.leaf("local-ipv4", primary.primary().toString());
        });
        if (!instance.role().isEmpty()) {
            tree.leaf("iam/security-credentials/" + instance.role(), document(key, now.truncatedTo(ChronoUnit.SECONDS)));
        }
        return tree;
    }

    private void identity(VpcState state, Instance instance) {
        leaf("instance-id", instance.id());
        leaf("instance-type", instance.type());
        leaf("placement/region", state.region());
        leaf("placement/availability-zone", instance.zone());
        leaves.put("dynamic/instance-identity/document", """
                {"accountId": "%s", "availabilityZone": "%s", "instanceId": "%s", "instanceType": "%s", "region": "%s"}"""
                .formatted(state.account(), instance.zone(), instance.id(), instance.type(), state.region()));
    }

    private void networkInterface(VpcState state, NetworkInterface eni) {
        Subnet subnet = state.subnetOf(eni);
        String path = "network/interfaces/macs/" + eni.mac() + "/";
        leaf(path + "interface-id", eni.id());
        leaf(path + "device-number", Integer.toString(eni.deviceIndex()));
        leaf(path + "mac", eni.mac());
        leaf(path + "subnet-id", subnet.id());
        leaf(path + "vpc-id", state.vpcId());
        leaf(path + "owner-id", state.account());
        leaf(path + "subnet-ipv4-cidr-block", subnet.cidr().toString());
        leaf(path + "vpc-ipv4-cidr-block", lines(state.cidrs().stream().filter(cidr -> !cidr.v6()).limit(1).toList()));
        leaf(path + "vpc-ipv4-cidr-blocks", lines(state.cidrs().stream().filter(cidr -> !cidr.v6()).toList()));
        leafUnlessNone(path + "vpc-ipv6-cidr-blocks", state.cidrs().stream().filter(IpPrefix::v6).toList());
        leafUnlessNone(path + "subnet-ipv6-cidr-blocks", subnet.ipv6Cidr().stream().toList());
        List<IpAddress> ipv4 = eni.ipv4();
        leaf(path + "local-ipv4s", lines(ipv4));
        leafUnlessNone(path + "ipv6s", eni.ipv6());
        leafUnlessNone(path + "ipv4-prefix", eni.prefixes().stream().filter(prefix -> !prefix.v6()).toList());
        leafUnlessNone(path + "ipv6-prefix", eni.prefixes().stream().filter(IpPrefix::v6).toList());
    }

    private void leaf(String path, String value) {
        leaves.put(META + path, value);
    }

    private void leafUnlessNone(String path, Collection<?> values) {
        if (!values.isEmpty()) {
            leaf(path, lines(values));
        }
    }

    private static String lines(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    /** As the SDK's credentials provider reads it. */
    private static String document(Credentials.Key key, Instant now) {
        return """
                {"Code": "Success", "LastUpdated": "%s", "Type": "AWS-HMAC", "AccessKeyId": "%s", "SecretAccessKey": "%s",
                 "Token": "%s", "Expiration": "%s"}"""
                .formatted(now, key.accessKeyId(), key.secret(), key.token(), now.plus(VALIDITY));
    }

    /** The text at a path below {@code /latest/}; empty: 404. */
    Optional<String> at(String path) {
        String leaf = leaves.get(path);
        if (leaf != null) {
            return Optional.of(leaf);
        }
        String directory = path.isEmpty() || path.endsWith("/") ? path : path + "/";
        SequencedSet<String> below = new LinkedHashSet<>();
        leaves.tailMap(directory).keySet().stream().takeWhile(each -> each.startsWith(directory)).forEach(each -> {
            String rest = each.substring(directory.length());
            int slash = rest.indexOf('/');
            below.add(slash < 0 ? rest : rest.substring(0, slash + 1));
        });
        return below.isEmpty() ? Optional.empty() : Optional.of(lines(new ArrayList<>(below)));
    }
}
