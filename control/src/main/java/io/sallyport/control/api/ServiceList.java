package io.sallyport.control.api;

import io.sallyport.control.config.Service;
import io.sallyport.control.reconcile.Gateway;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.ServiceStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code GET /v1/services}: in the order of the configuration. */
record ServiceList(List<Entry> services) {

    /**
     * @param state       {@code ready}, {@code failing} (the last attempt to reach the backend failed), {@code failed} (layer 4 does
     *                    not run) or {@code disabled}
     * @param opened      sessions whose backend was reached
     * @param refused     sessions that never carried a byte
     * @param ends        why sessions ended or were refused, how often
     * @param lastFailure why the backend was not reached the last time; empty once it was reached again
     */
    record Entry(
            String name,
            String state,
            String protocol,
            String host,
            int port,
            Optional<String> sourceInterface,
            boolean sourceFromClusterIp,
            List<String> allowedNodes,
            int sessions,
            long opened,
            long refused,
            long bytesIn,
            long bytesOut,
            Map<String, Long> ends,
            String lastFailure,
            String description) {
    }

    static ServiceList of(Gateway gateway) {
        Map<String, ServiceStatus> statuses = new HashMap<>();
        gateway.layer4().status().map(L4Status::services).orElse(List.of())
                .forEach(status -> statuses.put(status.plan().name(), status));
        return new ServiceList(gateway.running().map(running -> running.compiled().configuration().services().stream()
                .map(service -> entry(service, Optional.ofNullable(statuses.get(service.name()))))
                .toList()).orElse(List.of()));
    }

    private static Entry entry(Service service, Optional<ServiceStatus> status) {
        return new Entry(service.name(), state(service, status), service.protocol().label(),
                service.host().text(), service.port(), service.sourceInterface(), service.sourceFromClusterIp(),
                service.allowedNodes(), status.map(ServiceStatus::sessions).orElse(0),
                status.map(ServiceStatus::opened).orElse(0L),
                status.map(now -> SessionEnds.refused(now.ends())).orElse(0L),
                status.map(ServiceStatus::bytesIn).orElse(0L), status.map(ServiceStatus::bytesOut).orElse(0L),
                status.map(now -> SessionEnds.named(now.ends())).orElse(Map.of()),
                status.map(ServiceStatus::lastFailure).orElse(""), service.description());
    }

    private static String state(Service service, Optional<ServiceStatus> status) {
        if (!service.enabled()) {
            return "disabled";
        }
        return status.isEmpty() ? "failed" : status.get().lastFailure().isEmpty() ? "ready" : "failing";
    }
}
