package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.CreateRoute;
import io.sallyport.control.cluster.holdings.Operation.DescribeAddresses;
import io.sallyport.control.cluster.holdings.Operation.DescribeRoutes;
import io.sallyport.control.cluster.holdings.Operation.ReadMetadata;
import io.sallyport.control.cluster.holdings.Operation.ReplaceRoute;
import io.sallyport.control.cluster.holdings.Operation.Unassign;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.ProviderFault;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.Ec2;
import io.sallyport.control.provider.aws.Eni;
import io.sallyport.control.provider.aws.MetadataInterface;
import io.sallyport.control.provider.aws.RouteTable;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What the cluster holds in a VPC: secondary addresses at ENIs, and routes that lead to them. Any thread; blocks. */
final class CloudHoldings implements Operations {

    private final AwsCloud cloud;
    private final OwnInterfaces own;
    private final Holders holders;

    CloudHoldings(AwsCloud cloud, OwnInterfaces own, Holders holders) {
        this.cloud = cloud;
        this.own = own;
        this.holders = holders;
    }

    @Override
    public Outcome perform(Attempt attempt) {
        return switch (attempt.operation()) {
            case DescribeAddresses read -> seen(read.addresses(), EniAddress::interfaceName, this::holders);
            case ReadMetadata read -> seen(read.addresses(), EniAddress::interfaceName, this::metadata);
            case DescribeRoutes read -> seen(read.routes(), CloudRoute::interfaceName, this::targets);
            case Assign assign -> at(assign.interfaceName(), (ec2, eni) -> byFamily(assign.addresses(), some ->
                    new Takeover(ec2, eni, attempt).take(some)));
            case Unassign unassign -> at(unassign.interfaceName(), (ec2, eni) -> byFamily(unassign.addresses(), some ->
                    new Takeover(ec2, eni, attempt).giveUp(some)));
            case ReplaceRoute(CloudRoute route) -> at(route.interfaceName(), (ec2, eni) ->
                    Outcomes.of(ec2.replaceRoute(route.table(), route.destination(), eni.id())));
            case CreateRoute(CloudRoute route) -> at(route.interfaceName(), (ec2, eni) ->
                    Outcomes.of(ec2.createRoute(route.table(), route.destination(), eni.id())));
            default -> throw new IllegalArgumentException(attempt.operation() + " is not EC2's");
        };
    }

    // ---- reading

    private interface Reading<H> {
        Answer<Map<H, Holder>> read(List<H> asked, MetadataInterface eni);
    }

    /** Reads each interface's holdings; one that does not answer leaves the whole unknown, for half an answer is none. */
    private <H extends Holding> Outcome seen(
            List<H> asked, java.util.function.Function<H, String> interfaceName, Reading<H> reading) {
        Map<String, List<H>> byInterface = new HashMap<>();
        asked.forEach(one -> byInterface.computeIfAbsent(interfaceName.apply(one), name -> new ArrayList<>()).add(one));
        Map<H, Holder> all = new HashMap<>();
        for (Map.Entry<String, List<H>> entry : byInterface.entrySet()) {
            Answer<Map<H, Holder>> some = own.behind(entry.getKey()).then(eni -> reading.read(entry.getValue(), eni));
            if (!(some instanceof Done<Map<H, Holder>> done)) {
                return Outcomes.of(some);
            }
            all.putAll(done.value());
        }
        return new Outcome.Seen(all);
    }
