package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.CreateRoute;
import io.sallyport.control.cluster.holdings.Operation.DeleteRoute;
import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.DescribeRoutes;
import io.sallyport.control.cluster.holdings.Operation.ReadMetadata;
import io.sallyport.control.cluster.holdings.Operation.ReplaceRoute;
import io.sallyport.control.cluster.holdings.Operation.Unassign;
import io.sallyport.control.cluster.holdings.Outcome;

/** What the cluster holds in a VPC: secondary addresses at ENIs, and routes that lead to them. Any thread; blocks. */
final class CloudHoldings implements Operations {

    private final CloudReads reads;
    private final CloudWrites writes;

    CloudHoldings(CloudReads reads, CloudWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    @Override
    public Outcome perform(Attempt attempt) {
        return switch (attempt.operation()) {
            case DescribeAddresses read -> reads.addresses(read.addresses());
            case DescribeRoutes read -> reads.routes(read.routes());
            case ReadMetadata read -> reads.metadata(read.addresses());
            case Assign assign -> writes.assign(assign, attempt);
            case Unassign unassign -> writes.unassign(unassign, attempt);
            case ReplaceRoute replace -> writes.replace(replace.route());
            case CreateRoute create -> writes.create(create.route());
            case DeleteRoute delete -> writes.delete(delete.route(), attempt);
            default -> throw new IllegalArgumentException(attempt.operation() + " is not EC2's");
        };
    }
}
