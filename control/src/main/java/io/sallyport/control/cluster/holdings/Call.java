package io.sallyport.control.cluster.holdings;

/**
 * An attempt to be made now. Its answer comes back under {@code id}, exactly once.
 *
 * @param id    unique in one life of the member
 * @param epoch of the claim it serves, 0 for a member without one. Who carries a {@link Operation.Write} out compares it with the member's epoch right
 *              before sending, and answers {@link Outcome.Unknown} without sending when they differ
 * @param sendByNs the same for a process that was frozen in between and has not found that out yet: a write that is not on its way by
 *              then is not sent, and its answer is {@link Outcome.Unknown}
 */
public record Call(long id, long epoch, long sendByNs, Operation operation) { }
