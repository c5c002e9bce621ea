package io.sallyport.control.reconcile.validate;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.control.provider.aws.Ec2;
import io.sallyport.control.provider.aws.Eni;
import io.sallyport.control.provider.aws.Instance;
import io.sallyport.control.provider.aws.MetadataInterface;
import io.sallyport.control.provider.aws.RouteTable;
import io.sallyport.control.reconcile.holdings.HoldingsAgent.CloudAccess;
import io.sallyport.control.reconcile.holdings.Wanted;
import io.sallyport.control.reconcile.holdings.Wanted.ClusterIp;
import io.sallyport.dataplane.wire.IpPrefix;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The VPC's part: the instance, its interfaces, its role, addresses and tables. For one use. */
final class VpcValidation {

    /** Signatures are refused from five minutes on; a clock that is off this much is not being kept. */
    private static final Duration LARGEST_SKEW = Duration.ofSeconds(30);

    private final CloudAccess access;
    private final Wanted wanted;
    private final Collection<String> interfaceNames;
    private final Clock clock;
    private final List<Check> checks = new ArrayList<>();

    VpcValidation(CloudAccess access, Wanted wanted, Collection<String> interfaceNames, Clock clock) {
        this.access = access;
        this.wanted = wanted;
        this.interfaceNames = interfaceNames;
        this.clock = clock;
    }

    List<Check> run(boolean fix) {
        Optional<Instance> instance = known("instance metadata", access.aws().imds().instance(), one ->
                one.id() + ", " + one.type() + " in " + one.zone());
        for (String name : interfaceNames) {
            known("ENI of " + name, access.own().verified(name), eni -> eni.id() + " in " + eni.subnetId() + " " + eni.subnet())
                    .ifPresent(eni -> silently("region", access.aws().ec2()).ifPresent(ec2 -> look(ec2, name, eni, instance, fix)));
        }
        return checks;
    }

    private void look(Ec2 ec2, String name, MetadataInterface eni, Optional<Instance> instance, boolean fix) {
        Optional<List<Eni>> described = known("credentials", ec2.interfaces(List.of(eni.id())), answer -> "EC2 answers");
        if (described.isEmpty()) {
            return; // every other question would have the same answer
        }
        clock(ec2, eni);
        List<String> tables = tables(ec2, name, eni);
        PermissionChecks permissions = new PermissionChecks(ec2.permissions(), eni);
        List<ClusterIp> addresses = wanted.addresses().stream().filter(one -> one.interfaceName().equals(name)).toList();
        checks.addAll(permissions.run(addresses.stream().map(ClusterIp::address).filter(eni::inSubnet).toList(), tables, fix));
        described.get().stream().findFirst().ifPresent(one -> {
            sourceDestCheck(ec2, one, fix);
            addresses.forEach(address -> address(ec2, address, eni, one, instance));
        });
    }

    private void clock(Ec2 ec2, MetadataInterface eni) {
        silently("clock", ec2.time(eni.id())).ifPresent(theirs -> {
            Duration skew = Duration.between(theirs, Instant.now(clock));
            String detail = Math.abs(skew.toSeconds()) + " s " + (skew.isNegative() ? "behind" : "ahead of") + " EC2's";
            checks.add(skew.abs().compareTo(LARGEST_SKEW) <= 0
                    ? Check.ok("clock", detail) : Check.failed("clock", ClusterProblem.CLOCK_WRONG, detail));
        });
    }

    private void sourceDestCheck(Ec2 ec2, Eni eni, boolean fix) {
        String name = "source/destination check of " + eni.id();
        if (!eni.sourceDestCheck()) {
            checks.add(Check.ok(name, "off"));
        } else if (fix) {
            known(name, ec2.sourceDestCheck(eni.id(), false), done -> "was on, switched off now");
        } else {
            checks.add(Check.failed(name, ClusterProblem.SOURCE_DEST_CHECK, "it is on"));
        }
    }

    // ---- routes

    private List<String> tables(Ec2 ec2, String name, MetadataInterface eni) {
        boolean beyond = wanted.addresses().stream().anyMatch(one -> one.interfaceName().equals(name) && !eni.inVpc(one.address()));
        boolean routed = wanted.dataInterface().filter(name::equals).isPresent() && !wanted.cloudRoutes().isEmpty();
        if (!beyond && !routed) {
            return List.of();
        }
        Answer<List<RouteTable>> answer = wanted.tables().isEmpty()
                ? ec2.routeTablesOf(eni.subnetId(), eni.vpcId()) : ec2.routeTables(wanted.tables());
        Optional<List<RouteTable>> tables = known("route tables", answer, found -> found.isEmpty() ? "none"
                : String.join(", ", found.stream().map(table -> table.id() + (table.main() ? " (main)" : "")).toList()));
        if (tables.filter(List::isEmpty).isPresent()) {
            checks.add(Check.failed("route tables", ClusterProblem.NO_ROUTE_TABLE_FOUND, "of " + eni.subnetId()));
        }
        tables.orElse(List.of()).forEach(table -> route(table, eni));
        return tables.orElse(List.of()).stream().map(RouteTable::id).toList();
    }

    /** What EC2 would refuse in the table; that a route leads elsewhere is no fault of a standby's. */
    private void route(RouteTable table, MetadataInterface eni) {
        for (IpPrefix destination : wanted.cloudRoutes()) {
            String name = destination + " in " + table.id();
            RouteTable.Target target = table.routes().get(destination);
            if (eni.vpc().stream().anyMatch(cidr -> cidr.contains(destination))) {
                checks.add(Check.failed(name, ClusterProblem.ROUTE_REFUSED, "it lies in the VPC's " + eni.vpc()));
            } else if (target == null) {
                checks.add(Check.ok(name, "not there yet; the active member creates it"));
            } else {
                String where = target.networkInterface().isEmpty() ? "something that is no ENI" : target.networkInterface();
                checks.add(Check.ok(name, "leads to " + where + (target.blackhole() ? ", which is gone" : "")));
            }
        }
    }

    // ---- addresses

    private void address(Ec2 ec2, ClusterIp wantedIp, MetadataInterface eni, Eni described, Optional<Instance> instance) {
        String name = "cluster IP " + wantedIp.address();
        if (!eni.inSubnet(wantedIp.address())) {
            checks.add(eni.inVpc(wantedIp.address())
                    ? Check.failed(name, ClusterProblem.ADDRESS_OUTSIDE_SUBNET, "the subnet is " + eni.subnet() + ", the VPC " + eni.vpc())
                    : Check.ok(name, "outside the VPC: moved as a host route"));
            return;
        }
        known(name, ec2.holders(eni.vpcId(), List.of(wantedIp.address())), holders -> holders.isEmpty() ? "free"
                : "held by " + holders.getFirst().id() + (holders.getFirst().id().equals(eni.id()) ? ", this member's" : ""))
                .ifPresent(holders -> {
                    holders.stream().filter(holder -> holder.primary().filter(wantedIp.address()::equals).isPresent()).forEach(holder ->
                            checks.add(Check.failed(name, ClusterProblem.ADDRESS_IS_PRIMARY_ELSEWHERE, "that of " + holder.id())));
                    if (!described.holds(wantedIp.address()) && !wantedIp.address().v6()) {
                        instance.ifPresent(one -> slot(ec2, described, one));
                    }
                });
    }

    private void slot(Ec2 ec2, Eni eni, Instance instance) {
        String name = "free slot of " + eni.id();
        int used = eni.secondary().size() + eni.primary().stream().toList().size();
        Answer<OptionalInt> limit = ec2.addressesPerInterface(instance.type());
        if (!(limit instanceof Done<OptionalInt> known) || known.value().isEmpty()) {
            // not among the permissions that failover needs; without it the number is in AWS's tables
            checks.add(new Check(name, Check.State.UNKNOWN, used + " in use", "allow ec2:DescribeInstanceTypes on *, or see how many "
                    + "addresses an interface of " + instance.type() + " may have (EC2 User Guide, IP addresses per network interface)"));
            return;
        }
        String detail = used + " of " + known.value().getAsInt() + " in use (" + instance.type() + ")";
        checks.add(used < known.value().getAsInt()
                ? Check.ok(name, detail) : Check.failed(name, ClusterProblem.NO_FREE_SLOT, detail));
    }

    // ---- answers

    private interface Wording<T> {
        String of(T value);
    }

    private <T> Optional<T> known(String name, Answer<T> answer, Wording<T> wording) {
        Optional<T> value = silently(name, answer);
        value.ifPresent(known -> checks.add(Check.ok(name, wording.of(known))));
        return value;
    }

    /** Adds a check only when there is no answer. */
    private <T> Optional<T> silently(String name, Answer<T> answer) {
        return switch (answer) {
            case Done<T> done -> Optional.of(done.value());
            case Refused<T> refused -> missing(Check.failed(name, refused.fault()));
            case Unknown<T> unknown -> missing(Check.unknown(name, unknown.fault()));
        };
    }

    private <T> Optional<T> missing(Check check) {
        if (!checks.contains(check)) {
            checks.add(check);
        }
        return Optional.empty();
    }
}
