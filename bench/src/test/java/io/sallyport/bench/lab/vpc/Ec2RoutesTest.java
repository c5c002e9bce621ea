package io.sallyport.bench.lab.vpc;

import static io.sallyport.bench.lab.vpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** Route tables, as the real SDK sees them. "API" is docs.aws.amazon.com/AWSEC2/latest/APIReference. */
@Timeout(60)
class Ec2RoutesTest {

    @AutoClose
    private SmallVpc vpc;
    @AutoClose
    private Ec2Client client;

    @BeforeEach
    void open() throws IOException {
        vpc = new SmallVpc();
        client = vpc.client("i-b");
    }

    private List<RouteTable> tables(String filter, String value) {
        Filter only = Filter.builder().name(filter).values(value).build();
        return client.describeRouteTables(request -> request.filters(only)).routeTables();
    }

    private void replace(String destination) {
        client.replaceRoute(request -> request.routeTableId(SmallVpc.MAIN_TABLE).destinationCidrBlock(destination)
                .networkInterfaceId("eni-b"));
    }

    private void delete(String destination) {
        client.deleteRoute(request -> request.routeTableId(SmallVpc.MAIN_TABLE).destinationCidrBlock(destination));
    }

    private Route route(String table, String destination) {
        return client.describeRouteTables(request -> request.routeTableIds(table)).routeTables().getFirst().routes().stream()
                .filter(route -> destination.equals(route.destinationCidrBlock())
                        || destination.equals(route.destinationIpv6CidrBlock()))
                .findFirst().orElseThrow();
    }

    /** API_ReplaceRoute. */
    @Test
    void aRouteIsReplacedInItsPlace() {
        replace(SmallVpc.NETWORK);

        assertThat(route(SmallVpc.MAIN_TABLE, SmallVpc.NETWORK).networkInterfaceId()).isEqualTo("eni-b");
        assertThat(route(SmallVpc.MAIN_TABLE, "10.0.0.0/16").gatewayId()).isEqualTo("local");
    }

    @Test
    void aRouteThatIsNotThereCannotBeReplacedNorDeleted() {
        assertRefused("InvalidParameterValue", "There is no route defined for '10.101.0.0/16'", () -> replace("10.101.0.0/16"));
        assertRefused("InvalidRoute.NotFound", "10.101.0.0/16", () -> delete("10.101.0.0/16"));
    }

    /** API_CreateRoute, errors-overview RouteAlreadyExists. */
    @Test
    void aRouteThatIsThereCannotBeCreatedAgain() {
        assertRefused("RouteAlreadyExists", "10.100.0.0/16", () -> client.createRoute(request -> request
                .routeTableId(SmallVpc.MAIN_TABLE).destinationCidrBlock(SmallVpc.NETWORK).networkInterfaceId("eni-b")));
        client.createRoute(request -> request.routeTableId(SmallVpc.OTHER_TABLE).destinationIpv6CidrBlock("fd00:100::/48")
                .networkInterfaceId("eni-b"));
        assertThat(route(SmallVpc.OTHER_TABLE, "fd00:100::/48").networkInterfaceId()).isEqualTo("eni-b");
        client.deleteRoute(request -> request.routeTableId(SmallVpc.OTHER_TABLE).destinationIpv6CidrBlock("fd00:100::/48"));
    }

    /** userguide/route-table-options: a route whose target is gone is a black hole until it is replaced. */
    @Test
    void theRouteOfADetachedOrDeletedInterfaceIsABlackHole() {
        assertThat(route(SmallVpc.MAIN_TABLE, SmallVpc.NETWORK).state()).isEqualTo(RouteState.ACTIVE);

        vpc.model.change(vpc.clock.get(), state -> state.with(state.networkInterface("eni-a").movedTo("")));
        assertThat(route(SmallVpc.MAIN_TABLE, SmallVpc.NETWORK).state()).isEqualTo(RouteState.BLACKHOLE);
        vpc.model.change(vpc.clock.get(), state -> state.withoutInterface("eni-a"));
        assertThat(route(SmallVpc.MAIN_TABLE, SmallVpc.NETWORK).state()).isEqualTo(RouteState.BLACKHOLE);

        replace(SmallVpc.NETWORK);
        assertThat(route(SmallVpc.MAIN_TABLE, SmallVpc.NETWORK).state()).isEqualTo(RouteState.ACTIVE);
    }

    /** userguide/WorkWithRouteTables: a subnet without an association follows the main table; no filter by subnet finds it. */
    @Test
    void theMainTableIsNotFoundByASubnetThatFollowsIt() {
        assertThat(tables("association.subnet-id", "subnet-1")).isEmpty();
        assertThat(tables("association.subnet-id", "subnet-2")).extracting(RouteTable::routeTableId)
                .containsExactly(SmallVpc.OTHER_TABLE);
        RouteTable main = tables("association.main", "true").getFirst();
        assertThat(main.routeTableId()).isEqualTo(SmallVpc.MAIN_TABLE);
        assertThat(main.associations().getFirst().main()).isTrue();
        assertThat(main.associations().getFirst().subnetId()).isNull();
    }

    /** API_DescribeRouteTables: MaxResults 5–100, NextToken. */
    @Test
    void manyTablesComeInPages() {
        for (int i = 0; i < 10; i++) {
            var table = new io.sallyport.bench.lab.vpc.model.RouteTable("rtb-" + i, false, List.of(), List.of());
            vpc.model.change(vpc.clock.get(), state -> state.with(table));
        }

        DescribeRouteTablesResponse first = client.describeRouteTables(request -> request.maxResults(5));
        assertThat(first.routeTables()).hasSize(5);
        assertThat(first.nextToken()).isNotEmpty();
        assertThat(client.describeRouteTablesPaginator(request -> request.maxResults(5)).routeTables()).hasSize(12);
        assertRefused("InvalidParameterValue", "maxResults",
                () -> client.describeRouteTables(request -> request.maxResults(3)));
    }

    @Test
    void aFilterThatEc2DoesNotKnowIsRefused() {
        assertRefused("InvalidParameterValue", "The filter 'colour' is invalid", () -> tables("colour", "red"));
    }
}
