package io.sallyport.control.cluster.heartbeat;

/** What the transport tells; called on the cluster thread. */
public interface HeartbeatListener {

    /** The partner is authenticated on a connection, and was on none before. */
    void connected();

    /**
     * The last authenticated connection ended.
     *
     * @param closed whether the partner or its kernel closed it, which a process that dies causes at once; false: nothing was
     *               heard for the timeout, or we closed it
     */
    void disconnected(boolean closed, String why);

    /** The partner said something, newest last; messages of one connection only ever come in their order. */
    void heard(byte[] message);

    /** @param detail who, and what exactly */
    void refused(Refusal refusal, String detail);

    /** Calling the partner, or listening for it, does not work; told once until the problem is another. */
    void troubled(String problem);
}
