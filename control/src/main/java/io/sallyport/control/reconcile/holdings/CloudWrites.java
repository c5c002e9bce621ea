package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Operation.Assign;
import io.sallyport.control.cluster.holdings.Operation.Unassign;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.aws.AwsCloud;
import io.sallyport.control.provider.aws.Ec2;
import io.sallyport.control.provider.aws.Eni;
import io.sallyport.control.provider.aws.MetadataInterface;
import io.sallyport.control.provider.aws.RouteTable;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Changes in the VPC, all at this instance's own ENIs. Where one takes several requests, the epoch is asked before each. */
final class CloudWrites {

    private final AwsCloud cloud;
    private final OwnInterfaces own;

    CloudWrites(AwsCloud cloud, OwnInterfaces own) {
        this.cloud = cloud;
        this.own = own;
    }

    Outcome assign(Assign assign, Attempt attempt) {
        return at(assign.interfaceName(), (ec2, eni) -> byFamily(assign.addresses(), attempt, some -> some.getFirst().v6()
                ? assignV6(ec2, eni, some, attempt)
                : Outcomes.of(noted(eni, ec2.assign(eni.id(), some, true)))));
    }

    /** IPv6 addresses cannot be taken from who holds them (API reference, AssignIpv6Addresses): they are unassigned there first. */
    private Outcome assignV6(Ec2 ec2, MetadataInterface eni, List<IpAddress> addresses, Attempt attempt) {
        Answer<String> first = noted(eni, ec2.assign(eni.id(), addresses, false));
        if (!(first instanceof Refused<String>)) {
            return Outcomes.of(first);
        }
        Answer<List<Eni>> holders = ec2.holders(eni.vpcId(), addresses);
        if (!(holders instanceof Done<List<Eni>> known)) {
            return Outcomes.of(holders);
        }
        if (known.value().isEmpty()) {
            return Outcomes.of(first); // refused for another reason
        }
        for (Eni holder : known.value()) {
            List<IpAddress> its = addresses.stream().filter(holder::holds).toList();
            if (!holder.id().equals(eni.id())) {
                if (attempt.overtaken()) {
                    return Attempt.OVERTAKEN;
                }
                Answer<String> released = ec2.unassign(holder.id(), its);
                if (!(released instanceof Done<String>)) {
                    return Outcomes.of(released);
                }
            }
        }
        List<IpAddress> missing = addresses.stream().filter(address -> known.value().stream()
                .noneMatch(holder -> holder.id().equals(eni.id()) && holder.holds(address))).toList();
        if (missing.isEmpty()) {
            return new Outcome.Done();
        }
        return attempt.overtaken() ? Attempt.OVERTAKEN : Outcomes.of(ec2.assign(eni.id(), missing, false));
    }

    Outcome unassign(Unassign unassign, Attempt attempt) {
        return at(unassign.interfaceName(), (ec2, eni) -> byFamily(unassign.addresses(), attempt, some -> {
            Answer<String> all = noted(eni, ec2.unassign(eni.id(), some));
            return is(all, ClusterProblem.ADDRESS_NOT_HELD)
                    // one of them is gone already, for which EC2 refused the others, too
                    ? inTurn(some, attempt, one -> Outcomes.of(ec2.unassign(eni.id(), List.of(one))))
                    : Outcomes.of(all);
        }));
    }

    Outcome replace(CloudRoute route) {
        return at(route.interfaceName(), (ec2, eni) ->
                Outcomes.of(noted(eni, ec2.replaceRoute(route.table(), route.destination(), eni.id()))));
    }

    Outcome create(CloudRoute route) {
        return at(route.interfaceName(), (ec2, eni) ->
                Outcomes.of(noted(eni, ec2.createRoute(route.table(), route.destination(), eni.id()))));
    }

    /** EC2 deletes a route wherever it leads; one that the partner has taken meanwhile is its own. */
    Outcome delete(CloudRoute route, Attempt attempt) {
        return at(route.interfaceName(), (ec2, eni) -> {
            Answer<List<RouteTable>> tables = ec2.routeTables(List.of(route.table()));
            if (!(tables instanceof Done<List<RouteTable>> known)) {
                return Outcomes.of(tables);
            }
            if (known.value().stream().noneMatch(table -> table.leadsTo(eni.id(), route.destination()))) {
                return new Outcome.Done();
            }
            return attempt.overtaken() ? Attempt.OVERTAKEN : Outcomes.of(ec2.deleteRoute(route.table(), route.destination()));
        });
    }

    private Outcome at(String interfaceName, BiFunction<Ec2, MetadataInterface, Outcome> change) {
        Answer<MetadataInterface> eni = own.behind(interfaceName);
        if (!(eni instanceof Done<MetadataInterface> known)) {
            return Outcomes.of(eni);
        }
        Answer<Ec2> ec2 = cloud.ec2();
        return ec2 instanceof Done<Ec2> open ? change.apply(open.value(), known.value()) : Outcomes.of(ec2);
    }

    private static Outcome byFamily(List<EniAddress> addresses, Attempt attempt, Function<List<IpAddress>, Outcome> change) {
        List<List<IpAddress>> families = List.of(
                addresses.stream().map(EniAddress::address).filter(address -> !address.v6()).toList(),
                addresses.stream().map(EniAddress::address).filter(IpAddress::v6).toList());
        return inTurn(families.stream().filter(family -> !family.isEmpty()).toList(), attempt, change);
    }

    /** All of them, until one does not succeed. */
    private static <T> Outcome inTurn(List<T> all, Attempt attempt, Function<T, Outcome> change) {
        boolean first = true;
        for (T one : all) {
            if (!first && attempt.overtaken()) {
                return Attempt.OVERTAKEN;
            }
            first = false;
            Outcome outcome = change.apply(one);
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
        }
        return new Outcome.Done();
    }

    private <T> Answer<T> noted(MetadataInterface eni, Answer<T> answer) {
        if (is(answer, ClusterProblem.INTERFACE_UNKNOWN_TO_EC2)) {
            own.forget(eni.id());
        }
        return answer;
    }

    private static boolean is(Answer<?> answer, ClusterProblem problem) {
        return answer instanceof Refused<?> refused && refused.fault().problem() == problem;
    }
}
