package io.sallyport.bench.lab.vpc.model;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.Optional;

/** One subnet, which lies in one availability zone. */
public record Subnet(String id, String zone, IpPrefix cidr, Optional<IpPrefix> ipv6Cidr) {

    /** Network, router, DNS, future use; the last one is that of broadcasts, which a VPC does not have. */
    private static final int RESERVED_AT_START = 4;

    /** The VPC router's address, "VPC+1": https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html. */
    public IpAddress router() {
        return IpAddress.v4((int) cidr.address().low() + 1);
    }

    public boolean contains(IpAddress address) {
        return cidr.contains(address) || ipv6Cidr.filter(prefix -> prefix.contains(address)).isPresent();
    }

    /** @throws Ec2Refusal when no interface here may hold the address */
    void requireUsable(IpAddress address) {
        if (!contains(address)) {
            throw Ec2Refusal.invalidValue("Address does not fall within the subnet's address range");
        }
        long number = address.low() - (address.v6() ? ipv6Cidr.orElseThrow() : cidr).address().low();
        boolean last = !address.v6() && number == (1L << (32 - cidr.length())) - 1;
        if (last || number >= 0 && number < RESERVED_AT_START) {
            throw Ec2Refusal.invalidValue("Address " + address + " is in subnet's reserved address range");
        }
    }
}
