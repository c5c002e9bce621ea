package io.sallyport.control.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonValue;
import io.sallyport.dataplane.l4.plan.Bind;
import io.sallyport.dataplane.l4.plan.ProxyProtocol;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives clients a stable destination.
 *
 * @param listenInterface name of one of the interfaces; absent only with {@code bind} all
 * @param bind            absent: the cluster IP where the interface has one, the interface otherwise
 * @param node            {@link #LOCAL}, or the destination that has the service
 * @param maxMbps         of each direction of all its sessions together; 0: unlimited
 * @param sourceBlock     who may connect; empty: everybody
 * @param maxSessions     at once; 0: only the node's limit holds
 * @param idleTimeout     seconds without a byte either way; 0: never for TCP, {@link #UDP_IDLE_SECONDS} for UDP
 */
public record Connector(
        String name,
        boolean enabled,
        TransportProtocol protocol,
        Optional<String> listenInterface,
        Optional<BindMode> bind,
        int port,
        String node,
        ServiceTarget service,
        int maxMbps,
        @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<IpPrefix> sourceBlock,
        ProxyProtocol proxyProtocol,
        int maxSessions,
        int idleTimeout,
        String description) {

    /** This node itself, as a destination. */
    public static final String LOCAL = "local";
    /** A UDP session has no end of its own. */
    public static final int UDP_IDLE_SECONDS = 60;

    /** Which addresses it listens at. */
    public enum BindMode {
        CLUSTER_IP("clusterIp"), INTERFACE("interface"), ALL("all");

        private final String label;

        BindMode(String label) {
            this.label = label;
        }

        @JsonValue
        public String label() {
            return label;
        }
    }

    public Connector {
        listenInterface = listenInterface == null ? Optional.empty() : listenInterface;
        bind = bind == null ? Optional.empty() : bind;
        sourceBlock = Copies.of(sourceBlock);
    }

    /** @param device its listenInterface, where there is such an interface */
    public BindMode bindMode(Optional<NetworkInterface> device) {
        return bind.orElseGet(() -> device.isPresent() && !device.get().clusterIp().isEmpty() ? BindMode.CLUSTER_IP : BindMode.INTERFACE);
    }

    /** Where it listens; empty while the document does not say it. @param device as in {@link #bindMode} */
    public Optional<Bind> listensAt(Optional<NetworkInterface> device) {
        return switch (bindMode(device)) {
            case ALL -> Optional.of(new Bind.All());
            case INTERFACE -> device.map(found -> new Bind.Interface(found.name()));
            case CLUSTER_IP -> device.map(found -> new Bind.ClusterIp(
                    found.name(), found.clusterIp().stream().filter(Objects::nonNull).toList()));
        };
    }
}
