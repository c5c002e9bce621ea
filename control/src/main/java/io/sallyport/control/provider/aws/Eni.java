package io.sallyport.control.provider.aws;

import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/**
 * A network interface as {@code DescribeNetworkInterfaces} has it: what counts, where the metadata service may lag.
 *
 * @param account   who owns it; part of its ARN
 * @param primary   its first IPv4 address, which cannot be moved; none in a subnet of IPv6 alone
 * @param secondary further IPv4 addresses
 * @param v6        IPv6 addresses
 */
public record Eni(
        String id,
        String account,
        String subnetId,
        String vpcId,
        String instanceId,
        boolean sourceDestCheck,
        Optional<IpAddress> primary,
        List<IpAddress> secondary,
        List<IpAddress> v6) {

    public Eni {
        secondary = List.copyOf(secondary);
        v6 = List.copyOf(v6);
    }

    public boolean holds(IpAddress address) {
        return primary.filter(address::equals).isPresent() || secondary.contains(address) || v6.contains(address);
    }

    static Eni of(NetworkInterface read) {
        List<IpAddress> secondary = read.privateIpAddresses().stream()
                .filter(one -> !Boolean.TRUE.equals(one.primary()))
                .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
                .map(IpAddress::parse).toList();
        return new Eni(read.networkInterfaceId(), text(read.ownerId()), text(read.subnetId()), text(read.vpcId()),
                read.attachment() == null ? "" : text(read.attachment().instanceId()),
                Boolean.TRUE.equals(read.sourceDestCheck()),
                Optional.ofNullable(read.privateIpAddress()).map(IpAddress::parse),
                secondary,
                read.ipv6Addresses().stream().map(one -> IpAddress.parse(one.ipv6Address())).toList());
    }

    private static String text(String maybe) {
        return maybe == null ? "" : maybe;
    }
}
