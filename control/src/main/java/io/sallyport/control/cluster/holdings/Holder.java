package io.sallyport.control.cluster.holdings;

/** Who has a {@link Holding}, as far as it is known. Unknown is not absent: an API that fails says nothing about the world. */
public enum Holder {
    SELF,

    /** An ENI of the instance that has the partner's heartbeat host. */
    PARTNER,

    /** An ENI of neither member; for a route also one whose ENI is gone (blackhole) or any other kind of target. */
    OTHER,

    /** The answer was complete, and the holding was not in it: no ENI has the address, the table has no such route. */
    ABSENT,

    /** Never seen, or not said. */
    UNKNOWN
}
