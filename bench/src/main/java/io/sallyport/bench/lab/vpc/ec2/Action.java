package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.VpcState;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * One action of EC2.
 *
 * @param dryRun   whether it knows DryRun, which AssignPrivateIpAddresses does not
 * @param resource the ARN that IAM decides about
 * @param perform  does it, and says what to answer
 */
record Action(
        boolean dryRun,
        BiFunction<VpcState, QueryRequest, String> resource,
        BiFunction<QueryRequest, Long, Consumer<XmlAnswer>> perform) {

    /** An action on all there is: no single resource can be allowed. */
    static Action describe(BiFunction<QueryRequest, Long, Consumer<XmlAnswer>> perform) {
        return new Action(true, (state, request) -> IamStatement.ANY, perform);
    }

    static Action on(
            String kind, String parameter, boolean dryRun, BiFunction<QueryRequest, Long, Consumer<XmlAnswer>> perform) {
        return new Action(dryRun, (state, request) -> state.arn(kind, request.required(parameter)), perform);
    }
}
