package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;

/**
 * A network device of this machine.
 *
 * @param clusterIp addresses that it has only while this member of the cluster is the active one
 */
public record NetworkInterface(
        String name,
        Role role,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<IpAddress> clusterIp) {

    public enum Role { WAN, LAN }

    public NetworkInterface {
        clusterIp = Copies.of(clusterIp);
    }
}
