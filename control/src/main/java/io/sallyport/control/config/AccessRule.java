package io.sallyport.control.config;

import io.sallyport.dataplane.pipeline.ForwardingPlan.Action;
import io.sallyport.dataplane.pipeline.ForwardingPlan.Protocol;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.Optional;

/**
 * One access rule, written in addresses of the virtual network.
 *
 * @param line   its number; lines rise through the list
 * @param source absent: any
 * @param dest   absent: any
 * @param ports  destination ports, with {@code tcp} and {@code udp} only; absent: any
 */
public record AccessRule(
        int line,
        Action action,
        Protocol protocol,
        Optional<IpPrefix> source,
        Optional<IpPrefix> dest,
        Optional<Ports> ports,
        String description) {

    public AccessRule {
        source = source == null ? Optional.empty() : source;
        dest = dest == null ? Optional.empty() : dest;
        ports = ports == null ? Optional.empty() : ports;
    }
}
