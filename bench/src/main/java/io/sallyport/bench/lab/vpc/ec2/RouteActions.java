package io.sallyport.bench.lab.vpc.ec2;

import io.sallyport.bench.lab.vpc.model.Ec2Refusal;
import io.sallyport.bench.lab.vpc.model.Route;
import io.sallyport.bench.lab.vpc.model.RouteRules;
import io.sallyport.bench.lab.vpc.model.RouteTable;
import io.sallyport.bench.lab.vpc.model.VpcModel;
import io.sallyport.bench.lab.vpc.model.VpcState;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Route tables and their rows. */
final class RouteActions {

    private static final String TABLE = "RouteTableId";
    private static final String IPV4 = "DestinationCidrBlock";
    private static final String IPV6 = "DestinationIpv6CidrBlock";

    private static final Filters<RouteTable> FILTERS = new Filters<RouteTable>()
            .with("route-table-id", (state, table) -> List.of(table.id()))
            .with("vpc-id", (state, table) -> List.of(state.vpcId()))
            .with("association.main", (state, table) -> List.of(Boolean.toString(table.main())))
            .with("association.subnet-id", (state, table) -> table.subnets())
            .with("route.destination-cidr-block", (state, table) -> routes(state, table).stream()
                    .map(route -> route.destination().toString()).toList());

    private final VpcModel vpc;

    RouteActions(VpcModel vpc) {
        this.vpc = vpc;
    }

    void register(Map<String, Action> actions) {
        actions.put("DescribeRouteTables", Action.describe(this::describe));
        actions.put("CreateRoute", Action.on("route-table", TABLE, true, (request, nowNs) -> changed(request, nowNs,
                state -> RouteRules.create(state, request.required(TABLE), route(request)))));
        actions.put("ReplaceRoute", Action.on("route-table", TABLE, true, (request, nowNs) -> changed(request, nowNs,
                state -> RouteRules.replace(state, request.required(TABLE), route(request)))));
        actions.put("DeleteRoute", Action.on("route-table", TABLE, true, (request, nowNs) -> changed(request, nowNs,
                state -> RouteRules.delete(state, request.required(TABLE), destination(request)))));
    }

    private Consumer<XmlAnswer> changed(
            QueryRequest request, long nowNs, UnaryOperator<VpcState> change) {
        vpc.change(nowNs, change);
        return answer -> answer.text("return", true);
    }

    private static Route route(QueryRequest request) {
        String target = request.optional("NetworkInterfaceId").or(() -> request.optional("GatewayId"))
                .orElseThrow(() -> Ec2Refusal.of("MissingParameter",
                        "The request must contain NetworkInterfaceId or GatewayId: the lab has no other targets"));
        return new Route(destination(request), target);
    }

    private static IpPrefix destination(QueryRequest request) {
        return request.prefix(request.optional(IPV6).isPresent() ? IPV6 : IPV4);
    }

    private Consumer<XmlAnswer> describe(QueryRequest request, long nowNs) {
        VpcState state = vpc.described(nowNs);
        List<RouteTable> found = FILTERS.select(state, state.routeTables(), request.list(TABLE), request.filters(),
                "InvalidRouteTableID.NotFound", "routeTable");
        Page<RouteTable> page = Page.of(found, request, 100);
        return answer -> page.write(answer, "routeTableSet", table -> write(answer, state, table));
    }

    private static void write(XmlAnswer answer, VpcState state, RouteTable table) {
        answer.text("routeTableId", table.id()).text("vpcId", state.vpcId()).text("ownerId", state.account());
        answer.set("routeSet", routes(state, table), route -> {
            answer.text(route.destination().v6() ? "destinationIpv6CidrBlock" : "destinationCidrBlock", route.destination());
            answer.text(route.toInterface() ? "networkInterfaceId" : "gatewayId", route.target());
            answer.text("state", state.active(route) ? "active" : "blackhole");
            answer.text("origin", route.local() ? "CreateRouteTable" : "CreateRoute");
        });
        answer.set("associationSet", associations(table), subnet -> association(answer, table, subnet));
    }

    private static List<Route> routes(VpcState state, RouteTable table) {
        List<Route> all = new ArrayList<>(state.cidrs().stream().map(cidr -> new Route(cidr, Route.LOCAL)).toList());
        all.addAll(table.routes());
        return all;
    }

    /** The association that makes a table the main one names no subnet. */
    private static List<String> associations(RouteTable table) {
        List<String> associations = new ArrayList<>(table.subnets());
        if (table.main()) {
            associations.add("");
        }
        return associations;
    }

    private static void association(XmlAnswer answer, RouteTable table, String subnet) {
        answer.text("routeTableAssociationId", "rtbassoc-" + Integer.toHexString((table.id() + subnet).hashCode()))
                .text("routeTableId", table.id());
        if (!subnet.isEmpty()) {
            answer.text("subnetId", subnet);
        }
        answer.text("main", subnet.isEmpty()).element("associationState", () -> answer.text("state", "associated"));
    }
}
