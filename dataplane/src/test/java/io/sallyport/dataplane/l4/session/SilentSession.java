package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetAddress;
import java.util.Set;

/** Knows who it is, carries nothing and never ends. */
public class SilentSession implements Session {

    private final SessionIdentity identity;

    public SilentSession(SessionIdentity identity) {
        this.identity = identity;
    }

    @Override
    public final SessionIdentity identity() {
        return identity;
    }

    @Override
    public long bytesIn() {
        return 0;
    }

    @Override
    public long bytesOut() {
        return 0;
    }

    @Override
    public boolean uses(Set<InetAddress> own) {
        return false;
    }

    @Override
    public InetAddress client() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public SessionView view(long nowNs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort(SessionEnd why) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void drain(long deadlineNs, SessionEnd why) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean draining() {
        return false;
    }
}
