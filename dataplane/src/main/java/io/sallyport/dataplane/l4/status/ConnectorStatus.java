package io.sallyport.dataplane.l4.status;

import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import java.util.List;
import java.util.Map;

/**
 * @param listening empty while the addresses of its bind mode are not on this machine: on the standby, for one
 * @param sessions  now
 * @param opened    sessions whose backend was reached, since the daemon started
 * @param bytesIn   from clients, of all sessions, payload
 * @param bytesOut  to clients
 * @param ends      reasons that occurred, with their numbers
 * @param drops     datagrams that sessions lost, by reason; UDP only
 */
public record ConnectorStatus(
        ConnectorPlan plan,
        List<Listening> listening,
        int sessions,
        long opened,
        long bytesIn,
        long bytesOut,
        Map<SessionEnd, Long> ends,
        Map<DatagramDrop, Long> drops) {

    public ConnectorStatus {
        listening = List.copyOf(listening);
        ends = Map.copyOf(ends);
        drops = Map.copyOf(drops);
    }
}
