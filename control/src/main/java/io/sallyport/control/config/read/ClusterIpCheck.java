package io.sallyport.control.config.read;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Destination;
import io.sallyport.control.config.Network;
import io.sallyport.control.config.NetworkInterface;
import io.sallyport.dataplane.wire.IpAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Cluster IPs: addresses that a machine can have, each on one interface, and none of the virtual network's own. */
final class ClusterIpCheck {

    private static final IpAddress BROADCAST = IpAddress.v4(-1);

    private final Configuration configuration;
    private final Findings findings;
    private final Map<IpAddress, String> owners = new HashMap<>();

    ClusterIpCheck(Configuration configuration, Findings findings) {
        this.configuration = configuration;
        this.findings = findings;
    }

    void run() {
        for (int i = 0; i < configuration.interfaces().size(); i++) {
            if (configuration.interfaces().get(i) instanceof NetworkInterface device) {
                check(device, "/interfaces/" + i + "/clusterIp");
            }
        }
    }

    private void check(NetworkInterface device, String pointer) {
        List<IpAddress> addresses = device.clusterIp();
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.get(i) instanceof IpAddress address) {
                // a text in place of a list has no elements to point at
                check(address, String.valueOf(device.name()), addresses.size() == 1 ? pointer : pointer + "/" + i);
            }
        }
    }

    private void check(IpAddress address, String device, String pointer) {
        InetAddress inet = address.toInetAddress();
        if (inet.isAnyLocalAddress() || inet.isLoopbackAddress() || inet.isMulticastAddress() || address.equals(BROADCAST)) {
            findings.fault(pointer, address, "a unicast address", address + " is not an address that an interface can have;"
                    + " write one of the subnet, or one outside the VPC for members in two zones");
            return;
        }
        String owner = owners.putIfAbsent(address, device);
        if (owner != null) {
            findings.fault(pointer, address, "", address + " is already a cluster IP of " + owner + "; an address belongs to one interface");
        }
        if (isManagement(address)) {
            findings.fault(pointer, address, "", address + " is a management address of the virtual network, which the TUN interface"
                    + " has; choose another");
        }
    }

    private boolean isManagement(IpAddress address) {
        Network network = configuration.network();
        return Stream.<Destination>concat(network.nodes().stream(), network.clusters().stream())
                .anyMatch(destination -> destination != null && destination.address().contains(address));
    }
}
