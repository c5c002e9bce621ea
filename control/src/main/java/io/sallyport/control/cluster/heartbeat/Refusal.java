package io.sallyport.control.cluster.heartbeat;

import java.util.Locale;

/** Why a heartbeat connection was not taken, or not kept; each is counted and has a remedy. */
public enum Refusal {
    STRANGER("an address that is not the partner's called", "let only the partner reach this port"),
    CROWDED("too many connections at once wait to be authenticated", "look for what else calls from the partner's address"),
    NO_HELLO("the greeting is none of ours", "look for what else uses this port; update the older member"),
    OTHER_CLUSTER("the caller belongs to another cluster", "compare cluster.members on both nodes"),
    SAME_NAME("the other end has this member's own name", "give each node its own node.name"),
    OURSELVES("the connection leads back to this daemon", "cluster.members has this node's own address as the partner's"),
    OTHER_NAME("the other end is not the configured partner", "compare cluster.members on both nodes"),
    WRONG_SECRET("the other end holds another secret", "put the same cluster.secretFile on both members"),
    CORRUPT("a message did not verify on a connection that had", "something between the members changes packets"),
    SLOW("the other end did not authenticate in time", "look at the load of the partner, and at the path"),
    SILENT("nothing was heard for the timeout", "look at the partner and at the path between the members");

    private final String description;
    private final String remedy;

    Refusal(String description, String remedy) {
        this.description = description;
        this.remedy = remedy;
    }

    /** The name in events and metrics, such as {@code wrong_secret}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String description() {
        return description;
    }

    public String remedy() {
        return remedy;
    }
}
