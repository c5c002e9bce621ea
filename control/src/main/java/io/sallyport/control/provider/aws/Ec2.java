package io.sallyport.control.provider.aws;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;

/**
 * EC2's calls, typed, each tried once. Changes answer with one clause about what was done; that it has come into force is another
 * question, for EC2 moves addresses asynchronously (API reference, {@code AssignPrivateIpAddresses}): describe the interface.
 *
 * <p>Any thread; blocks.
 */
public final class Ec2 {

    private final Ec2Client client;
    private final Ec2Errors errors;
    private final Ec2Account account;

    Ec2(Ec2Client client, Ec2Account account) {
        this.client = client;
        this.account = account;
        this.errors = new Ec2Errors(account);
    }

    Ec2Account account() {
        return account;
    }

    /** What this instance's role may do. */
    public Ec2Permissions permissions() {
        return new Ec2Permissions(client, this);
    }

    /** EC2's clock, to the second. */
    public Answer<Instant> time(String eni) {
        return call(Ec2Action.DESCRIBE_NETWORK_INTERFACES, eni, () ->
                genuine(client.describeNetworkInterfaces(request -> request.networkInterfaceIds(eni))).sdkHttpResponse()
                        .firstMatchingHeader("Date")
                        .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
                        .orElseThrow(() -> new IllegalArgumentException("it has no Date")));
    }

    // ---- what is there

    public Answer<List<Eni>> interfaces(Collection<String> ids) {
        return describeInterfaces(String.join(",", ids), request -> request.networkInterfaceIds(ids));
    }

    /** The interfaces in a VPC that hold any of the addresses, all of one family. */
    public Answer<List<Eni>> holders(String vpc, List<IpAddress> addresses) {
        if (addresses.isEmpty()) {
            return new Done<>(List.of());
        }
        boolean v6 = addresses.getFirst().v6();
        List<String> texts = texts(addresses);
        return describeInterfaces("", request -> request.filters(
                filter("vpc-id", List.of(vpc)),
                filter(v6 ? "ipv6-addresses.ipv6-address" : "addresses.private-ip-address", texts)));
    }

    private Answer<List<Eni>> describeInterfaces(String which, Consumer<DescribeNetworkInterfacesRequest.Builder> request) {
        return call(Ec2Action.DESCRIBE_NETWORK_INTERFACES, which, () ->
                client.describeNetworkInterfacesPaginator(request).stream().map(Ec2::genuine)
                        .flatMap(page -> page.networkInterfaces().stream()).map(Eni::of).toList());
    }

    public Answer<List<RouteTable>> routeTables(Collection<String> ids) {
        return describeTables(String.join(",", ids), request -> request.routeTableIds(ids));
    }

    /**
     * The table that serves a subnet. Only an explicit association names the subnet; a subnet without one is served by the main
     * table of its VPC, whose association has no subnet.
     */
    public Answer<List<RouteTable>> routeTablesOf(String subnet, String vpc) {
        return describeTables("", request -> request.filters(filter("association.subnet-id", List.of(subnet))))
                .then(explicit -> explicit.isEmpty()
                        ? describeTables("", request -> request.filters(
                                filter("association.main", List.of("true")), filter("vpc-id", List.of(vpc))))
                        : new Done<>(explicit));
    }

    private Answer<List<RouteTable>> describeTables(String which, Consumer<DescribeRouteTablesRequest.Builder> request) {
        return call(Ec2Action.DESCRIBE_ROUTE_TABLES, which, () ->
                client.describeRouteTablesPaginator(request).stream().map(Ec2::genuine)
                        .flatMap(page -> page.routeTables().stream()).map(RouteTable::of).toList());
    }

    /** How many IPv4 addresses an interface of such an instance may have; empty when EC2 does not say. */
    public Answer<OptionalInt> addressesPerInterface(String instanceType) {
        return call(Ec2Action.DESCRIBE_INSTANCE_TYPES, instanceType, () ->
                genuine(client.describeInstanceTypes(request -> request.instanceTypesWithStrings(instanceType)))
                        .instanceTypes().stream()
                        .filter(type -> type.networkInfo() != null && type.networkInfo().ipv4AddressesPerInterface() != null)
                        .mapToInt(type -> type.networkInfo().ipv4AddressesPerInterface())
                        .findFirst());
    }

    // ---- addresses

    /**
     * Makes the interface hold the addresses, all of one family, in one call: all or none.
     *
     * @param allowReassignment takes IPv4 addresses from whoever holds them; EC2 has no such thing for IPv6
     */
    public Answer<String> assign(String eni, List<IpAddress> addresses, boolean allowReassignment) {
        List<String> texts = texts(addresses);
        String done = String.join(", ", texts) + " assigned to " + eni;
        if (addresses.getFirst().v6()) {
            return call(Ec2Action.ASSIGN_IPV6_ADDRESSES, eni, () -> {
                genuine(client.assignIpv6Addresses(request -> request.networkInterfaceId(eni).ipv6Addresses(texts)));
                return done;
            });
        }
        return call(Ec2Action.ASSIGN_PRIVATE_IP_ADDRESSES, eni, () -> {
            genuine(client.assignPrivateIpAddresses(request -> request.networkInterfaceId(eni)
                    .privateIpAddresses(texts).allowReassignment(allowReassignment)));
            return done;
        });
    }

    /**
     * Makes the interface give up the addresses, all of one family, in one call: all or none. When one of them is not held, EC2
     * refuses the whole with {@link ClusterProblem#ADDRESS_NOT_HELD}; for a single address that is done.
     */
    public Answer<String> unassign(String eni, List<IpAddress> addresses) {
        List<String> texts = texts(addresses);
        String done = String.join(", ", texts) + " no longer assigned to " + eni;
        Answer<String> answer = addresses.getFirst().v6()
                ? call(Ec2Action.UNASSIGN_IPV6_ADDRESSES, eni, () -> {
                    genuine(client.unassignIpv6Addresses(request -> request.networkInterfaceId(eni).ipv6Addresses(texts)));
                    return done;
                })
                : call(Ec2Action.UNASSIGN_PRIVATE_IP_ADDRESSES, eni, () -> {
                    genuine(client.unassignPrivateIpAddresses(request ->
                            request.networkInterfaceId(eni).privateIpAddresses(texts)));
                    return done;
                });
        return addresses.size() == 1 ? settled(answer, ClusterProblem.ADDRESS_NOT_HELD, done) : answer;
    }

    private static List<String> texts(List<IpAddress> addresses) {
        return addresses.stream().map(IpAddress::toString).toList();
    }

    public Answer<String> sourceDestCheck(String eni, boolean on) {
        return call(Ec2Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, eni, () -> {
            genuine(client.modifyNetworkInterfaceAttribute(request -> request.networkInterfaceId(eni)
                    .sourceDestCheck(check -> check.value(on))));
            return "source/destination check of " + eni + " switched " + (on ? "on" : "off");
        });
    }

    // ---- routes

    /** Points an existing route at the interface; {@link ClusterProblem#ROUTE_ABSENT} when there is none. */
    public Answer<String> replaceRoute(String table, IpPrefix destination, String eni) {
        return call(Ec2Action.REPLACE_ROUTE, table, () -> {
            ReplaceRouteRequest.Builder request = ReplaceRouteRequest.builder().routeTableId(table).networkInterfaceId(eni);
            genuine(client.replaceRoute((destination.v6() ? request.destinationIpv6CidrBlock(destination.toString())
                    : request.destinationCidrBlock(destination.toString())).build()));
            return destination + " in " + table + " leads to " + eni;
        });
    }

    /** Adds a route; {@link ClusterProblem#ROUTE_PRESENT} when there is one to this destination. */
    public Answer<String> createRoute(String table, IpPrefix destination, String eni) {
        return call(Ec2Action.CREATE_ROUTE, table, () -> {
            CreateRouteRequest.Builder request = CreateRouteRequest.builder().routeTableId(table).networkInterfaceId(eni);
            genuine(client.createRoute((destination.v6() ? request.destinationIpv6CidrBlock(destination.toString())
                    : request.destinationCidrBlock(destination.toString())).build()));
            return destination + " in " + table + " was created and leads to " + eni;
        });
    }

    /** Removes a route wherever it leads; one that is not there is done. */
    public Answer<String> deleteRoute(String table, IpPrefix destination) {
        String done = destination + " removed from " + table;
        return settled(call(Ec2Action.DELETE_ROUTE, table, () -> {
            DeleteRouteRequest.Builder request = DeleteRouteRequest.builder().routeTableId(table);
            genuine(client.deleteRoute((destination.v6() ? request.destinationIpv6CidrBlock(destination.toString())
                    : request.destinationCidrBlock(destination.toString())).build()));
            return done;
        }), ClusterProblem.ROUTE_ABSENT, done);
    }

    private static Answer<String> settled(Answer<String> answer, ClusterProblem meansDone, String done) {
        return answer instanceof Refused<String> refused && refused.fault().problem() == meansDone ? new Done<>(done) : answer;
    }

    private static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(new ArrayList<>(values)).build();
    }

    /**
     * Refuses an answer without EC2's own mark. A page of somebody in between (a portal, a proxy) is read without complaint as an
     * answer that lists nothing.
     */
    static <R extends Ec2Response> R genuine(R response) {
        String requestId = response.responseMetadata().requestId();
        if (requestId == null || requestId.isBlank() || requestId.equals("UNKNOWN")) {
            throw new IllegalArgumentException("it has no request id, so it is not EC2's");
        }
        return response;
    }

    <T> Answer<T> call(Ec2Action action, String resource, Supplier<T> call) {
        try {
            return new Done<>(call.get());
        } catch (SdkException e) {
            return errors.answer(action, resource, e);
        } catch (IllegalArgumentException | NullPointerException | DateTimeException e) {
            // the answer lacks or garbles what EC2 always says; who answered is another question
            return errors.unreadable(action, resource, e);
        }
    }
}
