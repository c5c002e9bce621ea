package io.sallyport.dataplane.l4.status;

import io.sallyport.dataplane.l4.plan.ServicePlan;
import java.util.Map;

/**
 * @param sessions    now
 * @param opened      sessions whose backend was reached, since the daemon started
 * @param bytesIn     from clients, of all sessions, payload
 * @param bytesOut    to clients
 * @param ends        reasons that occurred, with their numbers
 * @param lastFailure the last failure to reach the backend, in one sentence; empty once a later attempt succeeded
 */
public record ServiceStatus(
        ServicePlan plan,
        int sessions,
        long opened,
        long bytesIn,
        long bytesOut,
        Map<SessionEnd, Long> ends,
        String lastFailure) {

    public ServiceStatus {
        ends = Map.copyOf(ends);
    }
}
