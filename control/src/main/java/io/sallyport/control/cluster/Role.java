package io.sallyport.control.cluster;

/** What a member is in its cluster. */
public enum Role {
    /** Has just started: released whatever a past life left, waits to hear the partner. */
    STARTING,

    STANDBY,

    /** Claims the cluster: brings the holdings to itself, forwards nothing before EC2 has confirmed, or its partner is known not to. */
    PROMOTING,

    ACTIVE,

    /** Drains, unassigns, releases, then says so. Still the one that forwards. */
    RELINQUISHING,

    /** Stopped forwarding because its lease ran out: it was paused, or is not heard. Observes before it does anything else. */
    FENCED,

    /** Leaves in good order; the last heartbeat says so. */
    STOPPED;

    /** Whether the partner must keep its hands off. */
    public boolean claims() {
        return this == PROMOTING || this == ACTIVE || this == RELINQUISHING;
    }
}
