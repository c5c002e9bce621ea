package io.sallyport.control.cluster;

/**
 * A change of role, or a refusal to change it, with its reason: the answer to <i>why is this member (not) active</i>.
 *
 * @param reason one sentence for an operator
 */
public record Decision(long atNs, long epoch, Role from, Role to, String reason) { }
