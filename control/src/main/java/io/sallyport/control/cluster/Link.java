package io.sallyport.control.cluster;

/** What the transport last found out about the way to the partner. Only {@link #REFUSED} is evidence of anything. */
public enum Link {
    UP,

    /** A connection closed and none is open; the transport dials again at once. */
    CLOSED,

    /** The partner's host answered that nothing listens on its port (ECONNREFUSED): its process is not there. */
    REFUSED,

    /** Dialled without an answer, or no way there. */
    UNREACHABLE,

    /** Reached, but it did not prove that it knows the cluster's secret. Counts as silence. */
    UNAUTHENTICATED
}
