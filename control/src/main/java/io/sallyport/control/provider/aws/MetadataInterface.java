package io.sallyport.control.provider.aws;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;

/**
 * A network interface of this instance, as the metadata service has it.
 *
 * @param id        such as {@code eni-0123456789abcdef0}
 * @param account   who owns it; part of its ARN
 * @param addresses IPv4 and IPv6, the primary one first. They follow EC2 with a lag: good for what lasts, weak as a confirmation
 * @param subnet    CIDRs of the subnet, both families
 * @param vpc       CIDRs of the VPC, both families
 */
public record MetadataInterface(
        String id,
        String account,
        String subnetId,
        String vpcId,
        List<IpAddress> addresses,
        List<IpPrefix> subnet,
        List<IpPrefix> vpc) {

    public MetadataInterface {
        addresses = List.copyOf(addresses);
        subnet = List.copyOf(subnet);
        vpc = List.copyOf(vpc);
    }

    public boolean inSubnet(IpAddress address) {
        return subnet.stream().anyMatch(cidr -> cidr.contains(address));
    }

    public boolean inVpc(IpAddress address) {
        return vpc.stream().anyMatch(cidr -> cidr.contains(address));
    }
}
