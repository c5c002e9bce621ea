package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How this node and its partner watch over each other, and what moves when the active member changes. The cluster itself, its
 * name, key and management address, stands in the network part.
 *
 * @param members            both, with the places of their heartbeats
 * @param configuredActive   the preferred member; absent: the first
 * @param timeout            silence in ms after which the standby takes over
 * @param interval           ms between heartbeats
 * @param failbackHoldDown   seconds for which the preferred member must be healthy before it takes the role back
 * @param drainTimeout       seconds for which a member that gives up its role lets sessions end by themselves
 * @param clusterRouteTables empty: those of the data interface's subnet
 * @param statusPort         where a load balancer asks; 0: nowhere
 */
public record LocalCluster(
        List<Member> members,
        Optional<String> configuredActive,
        Mode mode,
        int timeout,
        int interval,
        int failbackHoldDown,
        int drainTimeout,
        Path secretFile,
        Provider provider,
        List<CloudRoute> cloudRoutes,
        List<String> clusterRouteTables,
        int statusPort,
        Aws aws) {

    public LocalCluster {
        members = Copies.of(members);
        configuredActive = configuredActive == null ? Optional.empty() : configuredActive;
        cloudRoutes = Copies.of(cloudRoutes);
        clusterRouteTables = Copies.of(clusterRouteTables);
    }

    /** @param host address at which it listens for its partner, and from which it calls */
    public record Member(String name, IpAddress host, int port) {
    }

    public enum Mode {
        /** The preferred member takes the role back once it has been healthy for the hold-down. */
        @JsonProperty("autoFailback") AUTO_FAILBACK,
        /** Whoever is active stays so until it fails or an operator says otherwise. */
        @JsonProperty("manualFailback") MANUAL_FAILBACK
    }

    /** Who moves the cluster's addresses and routes. */
    public enum Provider {
        /** EC2: secondary addresses and VPC route tables. */
        AWS,
        /** The operating system: the address, and gratuitous ARP or unsolicited neighbour advertisements. */
        LAN
    }

    /** A prefix that VPC route tables send to the active member. */
    public record CloudRoute(IpPrefix route, String description) {
    }

    /**
     * @param region         empty: from instance metadata
     * @param ec2Endpoint    empty: the region's own
     * @param imdsEndpoint   empty: the link-local address
     * @param attemptTimeout ms for one attempt of a call
     * @param callTimeout    ms for a call with all its attempts
     */
    public record Aws(String region, String ec2Endpoint, String imdsEndpoint, int attemptTimeout, int callTimeout) {
    }

    public Optional<Member> member(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** The other one. */
    public Optional<Member> partnerOf(String name) {
        return members.stream().filter(member -> !member.name().equals(name)).findFirst();
    }

    /** The member that shall be active where both can. */
    public String preferred() {
        return configuredActive.orElseGet(() -> members.getFirst().name());
    }

    public Duration silence() {
        return Duration.ofMillis(timeout);
    }

    public Duration beat() {
        return Duration.ofMillis(interval);
    }
}
