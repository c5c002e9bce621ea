package io.sallyport.dataplane.l4.session;

import io.sallyport.dataplane.l4.rate.Pacer;

/**
 * Sessions that share a limit, a rate and their counts: those of a connector, or those that a peer relays here. Lives as long as
 * its name is configured; limits change in place, so that a reload touches no session.
 */
public final class SessionGroup {

    private final String name;
    private final Tally tally = new Tally();
    private final Pacer in = new Pacer();
    private final Pacer out = new Pacer();
    private volatile int maxSessions;
    private volatile long idleNs;

    /** @param name of the connector or peer, as {@code SessionView.connector} shows it */
    public SessionGroup(String name) {
        this.name = name;
    }

    /**
     * @param maxSessions    at once; 0: unlimited
     * @param bytesPerSecond of each direction; 0: unlimited
     * @param idleNs         without a byte either way; 0: for ever
     */
    public void limits(int maxSessions, long bytesPerSecond, long idleNs) {
        this.maxSessions = maxSessions;
        this.idleNs = idleNs;
        in.bytesPerSecond(bytesPerSecond);
        out.bytesPerSecond(bytesPerSecond);
    }

    public String name() {
        return name;
    }

    public Tally tally() {
        return tally;
    }

    /** Paces what clients send. */
    public Pacer in() {
        return in;
    }

    /** Paces what clients are sent. */
    public Pacer out() {
        return out;
    }

    public int maxSessions() {
        return maxSessions;
    }

    public long idleNs() {
        return idleNs;
    }
}
