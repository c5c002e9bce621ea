package io.sallyport.control.api;

import io.sallyport.control.config.Configuration;
import io.sallyport.control.config.Connector;
import io.sallyport.control.config.Connector.BindMode;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.l4.status.ConnectorStatus;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.Listening;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/connectors}: in the order of the configuration. */
record ConnectorList(List<Entry> connectors) {

    /**
     * @param bind        {@code clusterIp}, {@code interface} or {@code all}
     * @param state       {@code listening}, {@code standby} (the cluster IP is not held here), {@code waiting} (the interface has no
     *                    address), {@code failed} or {@code disabled}
     * @param note        why it does not listen, with the remedy; empty when it does
     * @param maxSessions 0: only the node's limit holds
     * @param opened      sessions whose backend was reached
     * @param refused     sessions that never carried a byte
     * @param ends        why sessions ended or were refused, how often
     */
    record Entry(
            String name,
            String state,
            String protocol,
            String bind,
            Optional<String> listenInterface,
            int port,
            List<String> listening,
            String node,
            String service,
            int sessions,
            int maxSessions,
            long opened,
            long refused,
            long bytesIn,
            long bytesOut,
            Map<String, Long> ends,
            String note,
            String description) {
    }

    static ConnectorList of(Gateway gateway) {
        Optional<Configuration> configuration = gateway.running().map(running -> running.compiled().configuration());
        Map<String, ConnectorStatus> statuses = new HashMap<>();
        gateway.layer4().status().map(L4Status::connectors).orElse(List.of())
                .forEach(status -> statuses.put(status.plan().name(), status));
        return new ConnectorList(configuration.map(running -> running.connectors().stream()
                .map(connector -> entry(running, connector, Optional.ofNullable(statuses.get(connector.name())), gateway))
                .toList()).orElse(List.of()));
    }

    private static Entry entry(
            Configuration configuration, Connector connector, Optional<ConnectorStatus> status, Gateway gateway) {
        BindMode bind = connector.bindMode(configuration.device(connector.listenInterface()));
        String state = state(connector, bind, status);
        return new Entry(connector.name(), state, connector.protocol().label(), bind.label(),
                connector.listenInterface(), connector.port(),
                status.map(ConnectorStatus::listening).orElse(List.of()).stream()
                        .filter(Listening::open).map(Listening::address).map(SocketText::of).toList(),
                connector.node(), connector.service().toString(),
                status.map(ConnectorStatus::sessions).orElse(0), connector.maxSessions(),
                status.map(ConnectorStatus::opened).orElse(0L),
                status.map(now -> SessionEnds.refused(now.ends())).orElse(0L),
                status.map(ConnectorStatus::bytesIn).orElse(0L), status.map(ConnectorStatus::bytesOut).orElse(0L),
                status.map(now -> SessionEnds.named(now.ends())).orElse(Map.of()),
                note(state, connector, status, gateway), connector.description());
    }

    private static String state(Connector connector, BindMode bind, Optional<ConnectorStatus> status) {
        if (!connector.enabled()) {
            return "disabled";
        }
        if (status.isEmpty() || status.get().listening().stream().anyMatch(listening -> !listening.open())) {
            return "failed";
        }
        if (status.get().listening().isEmpty()) {
            return bind == BindMode.CLUSTER_IP ? "standby" : "waiting";
        }
        return "listening";
    }

    private static String note(String state, Connector connector, Optional<ConnectorStatus> status, Gateway gateway) {
        String device = connector.listenInterface().orElse("");
        return switch (state) {
            case "standby" -> "the cluster IP of " + device + " is not held here";
            case "waiting" -> device + " has no address now; see 'ip address show " + device + "'";
            case "failed" -> status.map(ConnectorStatus::listening).orElse(List.of()).stream()
                    .map(Listening::problem).filter(problem -> !problem.isEmpty()).findFirst()
                    .orElseGet(() -> String.join("; ", gateway.layer4().problems()));
            default -> "";
        };
    }
}
