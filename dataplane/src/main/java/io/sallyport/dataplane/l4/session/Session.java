package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetAddress;
import java.util.Set;

/** One client's conversation with a backend. Belongs to its event loop; every method here may be called by any thread. */
public interface Session {

    SessionIdentity identity();

    default long id() {
        return identity().id();
    }

    default TransportProtocol protocol() {
        return identity().protocol();
    }

    default SessionGroup group() {
        return identity().group();
    }

    default Upstream upstream() {
        return identity().upstream();
    }

    /** Payload from the client so far. */
    long bytesIn();

    long bytesOut();

    /** Whether the client connected to one of these addresses of ours, or the backend is reached from one. */
    boolean uses(Set<InetAddress> own);

    /** Whom {@code sourceBlock} is held against: the connection's other end, whatever a PROXY header tells. */
    InetAddress client();

    SessionView view(long nowNs);

    /**
     * Ends it soon, with a reset at both ends where the protocol has one; the session then calls {@link SessionRegistry#end}. Never
     * before this returns, for it may not have begun yet. No effect on one that has ended.
     */
    void abort(SessionEnd why);

    /** Lets it finish by itself until {@code deadlineNs}; then it is aborted as {@code why}. An earlier deadline stays. */
    void drain(long deadlineNs, SessionEnd why);

    /** Whether {@link #drain} lets it finish. */
    boolean draining();
}
