package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.service.Services;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.status.ConnectorStatus;
import io.sallyport.dataplane.l4.status.L4Status;
import io.sallyport.dataplane.l4.status.ServiceStatus;
import io.sallyport.dataplane.l4.status.TransportStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the state of layer 4 without stopping it: figures of one moment may be an instant apart. */
final class StatusReport {

    private static final Bytes NONE = new Bytes(0, 0);

    /** Payload of sessions. */
    record Bytes(long in, long out) {

        Bytes plus(Bytes other) {
            return new Bytes(in + other.in, out + other.out);
        }
    }

    private final Switchboard board;
    private final Map<Tally, Bytes> payload;

    private StatusReport(Switchboard board) {
        this.board = board;
        List<Tally> tallies = new ArrayList<>(board.ask(() -> board.plan().connectors().stream().map(this::tallyOf).toList()));
        board.services().all().forEach(service -> tallies.add(service.upstream().tally()));
        payload = payload(tallies, board.registry().sessions());
    }

    /** What has ended comes first: a session that ends meanwhile is missed, rather than counted twice. */
    static Map<Tally, Bytes> payload(List<Tally> tallies, Collection<Session> live) {
        Map<Tally, Bytes> sums = new HashMap<>();
        tallies.forEach(tally -> sums.put(tally, new Bytes(tally.endedBytesIn(), tally.endedBytesOut())));
        for (Session session : live) {
            Bytes bytes = new Bytes(session.bytesIn(), session.bytesOut());
            sums.merge(session.group().tally(), bytes, Bytes::plus);
            sums.merge(session.upstream().tally(), bytes, Bytes::plus);
        }
        return sums;
    }

    private Tally tallyOf(ConnectorPlan plan) {
        return board.connectors().find(plan.name()).orElseThrow().group().tally();
    }

    static L4Status of(Switchboard board, TransportStatus transport) {
        StatusReport report = new StatusReport(board);
        Tally all = board.registry().tally();
        List<ServiceStatus> services = new ArrayList<>();
        board.services().all().forEach(service -> services.add(report.of(service)));
        return new L4Status(transport, board.ask(report::connectors), services, all.sessions(), board.registry().maxSessions(),
                board.parts().tcp().acceptPauses(), all.ends());
    }

    /** In the plan's order; on the thread of the switchboard, which owns the listeners. */
    private List<ConnectorStatus> connectors() {
        return board.plan().connectors().stream().map(this::of).toList();
    }

    private ConnectorStatus of(ConnectorPlan plan) {
        Tally tally = tallyOf(plan);
        Bytes bytes = payload.getOrDefault(tally, NONE);
        return new ConnectorStatus(plan, board.connectors().listening(plan.name()), tally.sessions(), tally.openedSessions(),
                tally.shownIn(bytes.in), tally.shownOut(bytes.out), tally.ends(), tally.drops());
    }

    private ServiceStatus of(Services.Service service) {
        Tally tally = service.upstream().tally();
        Bytes bytes = payload.getOrDefault(tally, NONE);
        return new ServiceStatus(service.plan(), tally.sessions(), tally.openedSessions(),
                tally.shownIn(bytes.in), tally.shownOut(bytes.out), tally.ends(), tally.lastFailure());
    }
}
