package io.sallyport.dataplane.l4.connector;

import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.ConnectorPlan;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.net.InetAddress;
import java.util.List;

/** A connector as its listeners and sessions see it: it keeps its identity when its settings change. */
public final class Connector {

    /** What a new session goes by, swapped as one. */
    public record Settings(ConnectorPlan plan, Outbound outbound) {
    }

    private final SessionGroup group;
    private volatile Settings settings;

    public Connector(Settings settings) {
        group = new SessionGroup(settings.plan().name());
        adopt(settings);
    }

    /** New sessions go by these; limits and rates hold for the present ones too. */
    public void adopt(Settings changed) {
        ConnectorPlan plan = changed.plan();
        group.limits(plan.maxSessions(), plan.bytesPerSecond(), plan.idleTimeout().toNanos());
        settings = changed;
    }

    public Settings settings() {
        return settings;
    }

    public SessionGroup group() {
        return group;
    }

    /** Whether a client of this address may connect. */
    public boolean admits(InetAddress client) {
        List<IpPrefix> sources = settings.plan().sources();
        if (sources.isEmpty()) {
            return true;
        }
        IpAddress address = IpAddress.of(client);
        for (IpPrefix source : sources) {
            if (source.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
