package io.sallyport.dataplane.l4.tcp;

/**
 * Carries bytes between the two connections of a session until both directions have ended, and tells the session; on the session's
 * loop, but for the figures, which any thread may read.
 */
interface Relay {

    /** Begins; may end the session before it returns. */
    void start();

    /** The session has ended and closed both connections: lets go of them and of all else. */
    void stop();

    long bytesIn();

    long bytesOut();

    /** When the last byte was carried. */
    long lastNs();

    /** Whether the client has ended its direction. */
    boolean clientEnded();

    boolean backendEnded();

    boolean spliced();
}
