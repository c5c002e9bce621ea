package io.sallyport.control.cluster.holdings;

/** What a member's role asks of its holdings. */
public enum Goal {
    /** Have all of them: assign and replace whatever the other member's state is, then the operating system's addresses. */
    HOLD,

    /** Graceful: unassign at the ENI, then release the operating system's addresses. Routes stay for the winner to replace. */
    HAND_OVER,

    /** Not the active member: no address at the operating system, and what a past life left at the own ENI is unassigned. */
    STAND_BY,

    /** Released at the operating system at once; EC2 is only read, because who should have it is not known. */
    OBSERVE
}
