package io.sallyport.bench.lab.vpc.model;

import java.util.List;

/**
 * An EC2 instance: what IMDS tells it about itself, and what its role may do.
 *
 * @param role   name of the instance profile's role; empty: it has none
 * @param policy statements of that role; they can be changed live
 */
public record Instance(String id, String zone, String type, String role, List<IamStatement> policy) {

    public Instance {
        policy = List.copyOf(policy);
    }

    public Instance withPolicy(List<IamStatement> statements) {
        return new Instance(id, zone, type, role, statements);
    }
}
