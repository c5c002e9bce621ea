package io.sallyport.dataplane.l4.status;

import java.util.List;
import java.util.Map;

/**
 * @param sessions     of all connectors and peers, now
 * @param acceptPauses how often accepting paused because descriptors ran out
 * @param ends         reasons that occurred, with their numbers, of all connectors and peers, those that are gone too
 */
public record L4Status(
        TransportStatus transport,
        List<ConnectorStatus> connectors,
        List<ServiceStatus> services,
        int sessions,
        int maxSessions,
        long acceptPauses,
        Map<SessionEnd, Long> ends) {

    public L4Status {
        connectors = List.copyOf(connectors);
        services = List.copyOf(services);
        ends = Map.copyOf(ends);
    }
}
