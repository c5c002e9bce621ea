package io.sallyport.bench.lab.vpc.model;

/**
 * How far behind EC2's own mind each observer is, in nanoseconds.
 *
 * @param propagationNs the packets: "the remapping is asynchronous" (AssignPrivateIpAddresses)
 * @param describeNs    Describe calls
 * @param imdsNs        instance metadata
 */
public record Lags(long propagationNs, long describeNs, long imdsNs) {

    public static final Lags NONE = new Lags(0, 0, 0);
}
