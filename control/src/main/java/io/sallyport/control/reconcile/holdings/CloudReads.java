package io.sallyport.control.reconcile.holdings;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who has what in the VPC. Half an answer is none: where one part does not answer, the whole is unknown. */
final class CloudReads {

    private final AwsCloud cloud;
    private final OwnInterfaces own;
    private final Partner partner;

    CloudReads(AwsCloud cloud, OwnInterfaces own, Partner partner) {
        this.cloud = cloud;
        this.own = own;
        this.partner = partner;
    }

    private interface Reading<H> {
        Answer<Map<H, Holder>> read(List<H> asked, MetadataInterface eni);
    }

    Outcome addresses(List<EniAddress> asked) {
        return byInterface(asked, EniAddress::interfaceName, (some, eni) -> cloud.ec2().then(ec2 ->
                family(some, eni, ec2, false).then(v4 -> family(some, eni, ec2, true).map(v6 -> {
                    Map<EniAddress, Holder> both = new HashMap<>(v4);
                    both.putAll(v6);
                    return both;
                }))));
    }

    private Answer<Map<EniAddress, Holder>> family(List<EniAddress> asked, MetadataInterface eni, Ec2 ec2, boolean v6) {
        List<EniAddress> some = asked.stream().filter(one -> one.address().v6() == v6).toList();
        if (some.isEmpty()) {
            return new Done<>(Map.of());
        }
        List<IpAddress> addresses = new ArrayList<>(some.stream().map(EniAddress::address).toList());
        if (partner.address().v6() == v6) {
            addresses.add(partner.address());
        }
        // its primary address: that the own interface is where it should be is seen along with the rest
        eni.addresses().stream().limit(1).filter(primary -> primary.v6() == v6).forEach(addresses::add);
        return ec2.holders(eni.vpcId(), addresses).then(enis -> own.atThisInstance(eni, enis).map(here -> {
            partner.learn(enis);
            Map<EniAddress, Holder> holders = new HashMap<>();
            some.forEach(one -> holders.put(one, holder(one.address(), eni, enis)));
            return holders;
        }));
    }

    private Holder holder(IpAddress address, MetadataInterface own, List<Eni> enis) {
        return enis.stream().filter(eni -> eni.holds(address)).findFirst()
                .map(eni -> eni.id().equals(own.id()) ? Holder.SELF : partner.owns(eni) ? Holder.PARTNER : Holder.OTHER)
                .orElse(Holder.ABSENT);
    }

    Outcome metadata(List<EniAddress> asked) {
        return byInterface(asked, EniAddress::interfaceName, (some, eni) -> own.mac(some.getFirst().interfaceName(), eni).then(mac ->
                cloud.imds().addresses(mac, false).then(v4 -> cloud.imds().addresses(mac, true).map(v6 -> {
                    Map<EniAddress, Holder> holders = new HashMap<>();
                    some.forEach(one -> holders.put(one,
                            v4.contains(one.address()) || v6.contains(one.address()) ? Holder.SELF : Holder.ABSENT));
                    return holders;
                }))));
    }

    Outcome routes(List<CloudRoute> asked) {
        return byInterface(asked, CloudRoute::interfaceName, (some, eni) -> cloud.ec2().then(ec2 ->
                tables(ec2, some.stream().map(CloudRoute::table).distinct().toList()).map(tables -> {
                    Map<CloudRoute, Holder> holders = new HashMap<>();
                    some.stream().filter(one -> tables.containsKey(one.table())).forEach(one ->
                            target(ec2, tables.get(one.table()), one, eni).ifPresent(holder -> holders.put(one, holder)));
                    return holders;
                })));
    }

    private Optional<Holder> target(Ec2 ec2, RouteTable table, CloudRoute route, MetadataInterface eni) {
        RouteTable.Target target = table.routes().get(route.destination());
        if (target == null) {
            return Optional.of(Holder.ABSENT);
        }
        if (target.blackhole() || target.networkInterface().isEmpty()) {
            return Optional.of(Holder.OTHER);
        }
        if (target.networkInterface().equals(eni.id())) {
            return Optional.of(Holder.SELF);
        }
        return partner.owns(ec2, eni.vpcId(), target.networkInterface()).map(its -> its ? Holder.PARTNER : Holder.OTHER);
    }

    /** A table that does not exist makes EC2 refuse all; then the others are asked for one by one. */
    private static Answer<Map<String, RouteTable>> tables(Ec2 ec2, List<String> ids) {
        Answer<List<RouteTable>> all = ec2.routeTables(ids);
        if (!isUnknownTable(all) || ids.size() == 1) {
            return all.map(CloudReads::byId);
        }
        Map<String, RouteTable> found = new HashMap<>();
        for (String id : ids) {
            Answer<List<RouteTable>> one = ec2.routeTables(List.of(id));
            if (one instanceof Done<List<RouteTable>> done) {
                found.putAll(byId(done.value()));
            } else if (!isUnknownTable(one)) {
                return one.map(CloudReads::byId);
            }
        }
        return new Done<>(found);
    }

    private static boolean isUnknownTable(Answer<?> answer) {
        return answer instanceof Refused<?> refused && refused.fault().problem() == ClusterProblem.ROUTE_TABLE_UNKNOWN;
    }

    private static Map<String, RouteTable> byId(List<RouteTable> tables) {
        Map<String, RouteTable> byId = new HashMap<>();
        tables.forEach(table -> byId.put(table.id(), table));
        return byId;
    }

    private <H extends Holding> Outcome byInterface(List<H> asked, Function<H, String> interfaceName, Reading<H> reading) {
        Map<String, List<H>> groups = new LinkedHashMap<>();
        asked.forEach(one -> groups.computeIfAbsent(interfaceName.apply(one), name -> new ArrayList<>()).add(one));
        Map<H, Holder> holders = new HashMap<>();
        for (Map.Entry<String, List<H>> group : groups.entrySet()) {
            Answer<Map<H, Holder>> some = own.behind(group.getKey()).then(eni -> reading.read(group.getValue(), eni));
            if (!(some instanceof Done<Map<H, Holder>> done)) {
                return Outcomes.of(some);
            }
            holders.putAll(done.value());
        }
        return new Outcome.Seen(holders);
    }
}
