package io.sallyport.control.cluster;

/** What an active member's right to forward stands on (decision 0021). */
public enum LeaseBasis {
    NONE,

    /** The partner has heard it and claims nothing. */
    PARTNER,

    /** The partner is silent, and EC2 has confirmed not long ago that the cluster is here. */
    ARBITER,

    /** The partner's process is known not to run. */
    ALONE
}
