package io.sallyport.dataplane.l4.service;

import io.sallyport.dataplane.l4.address.HostAddresses;
import io.sallyport.dataplane.l4.dial.Outbound;
import io.sallyport.dataplane.l4.plan.L4Plan;
import io.sallyport.dataplane.l4.plan.Target;
import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Session;

/** The way to services of other nodes, and from them to ours. Called by the thread of {@code L4}. */
public interface Overlay {

    /** @param plan of which {@code target} is part */
    Outbound outbound(Target.Remote target, TransportProtocol protocol, L4Plan plan);

    /** Listens where the plan says and the machine can, for peers that may reach {@code services}. Called after every change. */
    void reconcile(L4Plan plan, Services services, HostAddresses host);

    /** Whether the kernel refused a place to listen at, which the next {@link #reconcile} tries again. */
    boolean hasFailures();

    /** Whether a session may go on by what was reconciled last; one that no peer asked for may. Any thread. */
    boolean admits(Session session);

    /** Stops listening; sessions go on. */
    void close();
}
