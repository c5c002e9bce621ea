package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/**
 * This member's last claim to the cluster in this life.
 *
 * @param epoch         0: it has made none
 * @param leaseUntilNs  until then the data plane may forward
 * @param basis         what the lease stands on, for the operator
 * @param provisional   it is served without EC2's word, as far as it can be (decision 0040)
 */
record Claim(long epoch, long sinceNs, long leaseUntilNs, LeaseBasis basis, boolean provisional) {

    static final Claim NONE = new Claim(0, NEVER, NEVER, LeaseBasis.NONE, false);

    static Claim made(long epoch, long nowNs) {
        return new Claim(epoch, nowNs, NEVER, LeaseBasis.NONE, false);
    }

    Claim leased(long untilNs, LeaseBasis newBasis) {
        if (untilNs <= leaseUntilNs && newBasis == basis) {
            return this;
        }
        return new Claim(epoch, sinceNs, Math.max(untilNs, leaseUntilNs), newBasis, provisional);
    }

    Claim unleased() {
        return new Claim(epoch, sinceNs, NEVER, LeaseBasis.NONE, false);
    }

    Claim raisedTo(long newEpoch) {
        return new Claim(newEpoch, sinceNs, leaseUntilNs, basis, provisional);
    }

    Claim provisional(boolean withoutArbiter) {
        return new Claim(epoch, sinceNs, leaseUntilNs, basis, withoutArbiter);
    }
}
