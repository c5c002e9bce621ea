package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/**
 * This member's last claim to the cluster in this life.
 *
 * @param epoch         0: it has made none
 * @param leaseUntilNs  until then the data plane may forward
 * @param basis         what the lease stands on, for the operator
 */
record Claim(long epoch, long sinceNs, long leaseUntilNs, LeaseBasis basis) {

    static final Claim NONE = new Claim(0, NEVER, NEVER, LeaseBasis.NONE);

    static Claim made(long epoch, long nowNs) {
        return new Claim(epoch, nowNs, NEVER, LeaseBasis.NONE);
    }

    Claim leased(long untilNs, LeaseBasis newBasis) {
        if (untilNs <= leaseUntilNs && newBasis == basis) {
            return this;
        }
        return new Claim(epoch, sinceNs, Math.max(untilNs, leaseUntilNs), newBasis);
    }

    Claim unleased() {
        return new Claim(epoch, sinceNs, NEVER, LeaseBasis.NONE);
    }

    Claim raisedTo(long newEpoch) {
        return new Claim(newEpoch, sinceNs, leaseUntilNs, basis);
    }
}
