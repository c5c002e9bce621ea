package io.sallyport.dataplane.l4;

import io.sallyport.dataplane.l4.connector.Connector;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.service.Overlay;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Gathers what one change of the plan means for the sessions there are, and carries it out once new sessions go by the new plan. */
final class Reload {

    private final SessionRegistry registry;
    private final Overlay overlay;
    private final long deadlineNs;
    private final Set<SessionGroup> drained = new HashSet<>();
    private final Map<SessionGroup, Connector> rechecked = new HashMap<>();
    private Set<Tally> services = Set.of();

    /** @param deadlineNs until when sessions may go on that are left behind */
    Reload(SessionRegistry registry, Overlay overlay, long deadlineNs) {
        this.registry = registry;
        this.overlay = overlay;
        this.deadlineNs = deadlineNs;
    }

    /** No connector, or another protocol's, has its name now. */
    void removed(Connector connector) {
        drained.add(connector.group());
    }

    /** It goes by new settings. Limits and rates are changed in place, hence no matter. */
    void changed(Connector connector, ConnectorPlan before) {
        ConnectorPlan now = connector.settings().plan();
        boolean elsewhere = before.enabled() != now.enabled() || !before.bind().equals(now.bind()) || before.port() != now.port()
                || !before.target().equals(now.target()) || before.proxyProtocol() != now.proxyProtocol();
        if (elsewhere) {
            drained.add(connector.group());
        }
        if (!before.sources().equals(now.sources())) {
            rechecked.put(connector.group(), connector);
        }
    }

    /** Services that are gone, or are others now. */
    void changed(Set<Tally> changed) {
        services = changed;
    }

    /** @param firstNew sessions from this id on go by the new plan; all before it are listed */
    void finish(long firstNew) {
        registry.abort(this::isShutOut, SessionEnd.NO_LONGER_ALLOWED);
        registry.drain(session -> session.id() < firstNew && isLeftBehind(session), deadlineNs, SessionEnd.DRAINED);
    }

    private boolean isShutOut(Session session) {
        Connector connector = rechecked.get(session.group());
        return connector != null && !connector.admits(session.client()) || !overlay.admits(session);
    }

    private boolean isLeftBehind(Session session) {
        return drained.contains(session.group()) || services.contains(session.upstream().tally());
    }
}
