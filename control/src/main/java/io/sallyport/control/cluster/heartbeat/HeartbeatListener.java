package io.sallyport.control.cluster.heartbeat;

import io.sallyport.control.cluster.Link;

/** What the transport tells; called on the cluster thread. */
public interface HeartbeatListener {

    /** The partner is authenticated on a connection, and was on none before. */
    void connected();

    /** The last authenticated connection ended. */
    void disconnected(String why);

    /**
     * What became of a call, or of a connection.
     *
     * @param foundNs when it was found out
     */
    void link(Link link, long foundNs);

    /** The partner said something, newest last; messages of one connection only ever come in their order. */
    void heard(byte[] message);

    /** @param detail who, and what exactly */
    void refused(Refusal refusal, String detail);

    /** Calling the partner, or listening for it, does not work; told once until the problem is another. */
    void troubled(String problem);
}
