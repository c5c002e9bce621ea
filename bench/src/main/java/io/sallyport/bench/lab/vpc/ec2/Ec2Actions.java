package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.IamStatement;
import io.sallyport.bench.lab.vpc.model.Instance;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import java.util.HashMap;
import java.util.Map;

/** Which actions there are, and what stands before each: is it known, is it allowed, is it only tried. */
final class Ec2Actions {

    private final VpcModel vpc;
    private final Map<String, Action> actions = new HashMap<>();

    Ec2Actions(VpcModel vpc) {
        this.vpc = vpc;
        new AddressActions(vpc).register(actions);
        new RouteActions(vpc).register(actions);
        new InterfaceActions(vpc).register(actions);
        new PlaceActions(vpc).register(actions);
    }

    /**
     * Does what is asked.
     *
     * @param instanceId whose role asks
     * @return the document to answer with
     * @throws Ec2Refusal for everything else
     */
    String perform(QueryRequest request, String instanceId, long nowNs) {
        String name = request.action();
        Action action = actions.get(name);
        if (action == null) {
            throw Ec2Refusal.of("InvalidAction", "The action " + name + " is not valid for this web service.");
        }
        if (!action.dryRun() && request.optional("DryRun").isPresent()) {
            throw Ec2Refusal.of("UnknownParameter", "The parameter DryRun is not recognized");
        }
        authorize(name, action.resource().apply(vpc.latest(), request), instanceId);
        if (request.flag("DryRun")) {
            throw new Ec2Refusal("DryRunOperation", 412, "Request would have succeeded, but DryRun flag is set.");
        }
        return XmlAnswer.success(name, action.perform().apply(request, nowNs));
    }

    private void authorize(String name, String resource, String instanceId) {
        VpcState state = vpc.latest();
        Instance instance = state.instances().get(instanceId);
        String action = "ec2:" + name;
        if (!IamStatement.permits(instance.policy(), action, resource)) {
            String on = resource.equals(IamStatement.ANY) ? "" : " on resource: " + resource;
            throw new Ec2Refusal("UnauthorizedOperation", 403, "You are not authorized to perform this operation."
                    + " User: arn:aws:sts::" + state.account() + ":assumed-role/" + instance.role() + "/" + instanceId
                    + " is not authorized to perform: " + action + on + " because no identity-based policy"
                    + " allows the " + action + " action."
                    + " Encoded authorization failure message: not-encoded-in-the-lab");
        }
    }
}
