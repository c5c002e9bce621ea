package io.sallyport.control.provider.aws;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.ClusterProblem;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Whether the role permits a call, found out without its taking effect. Where EC2 has {@code DryRun} it answers {@code
 * DryRunOperation}. To assign and unassign addresses has none: there the call names an address that the interface cannot have,
 * and EC2, which looks at permissions before it looks at addresses, refuses it for the one reason or for the other.
 *
 * <p>Any thread; blocks.
 */
public final class Ec2Permissions {

    private static final String DRY_RUN = "DryRunOperation";
    /** For documentation only (RFC 5737, RFC 3849): no interface of a VPC has it, nor any route leads there. */
    private static final List<IpAddress> NOBODYS_V4 = List.of(
            IpAddress.parse("192.0.2.1"), IpAddress.parse("198.51.100.1"), IpAddress.parse("203.0.113.1"));
    private static final IpAddress NOBODYS_V6 = IpAddress.parse("2001:db8::1");
    /** Refusals that come before EC2 has looked at what is asked for. */
    private static final Set<ClusterProblem> BEFORE_IT_LOOKED = Set.of(ClusterProblem.NOT_AUTHORIZED,
            ClusterProblem.EXPIRED_CREDENTIALS, ClusterProblem.CLOCK_WRONG,
            ClusterProblem.INTERFACE_UNKNOWN_TO_EC2, ClusterProblem.ROUTE_TABLE_UNKNOWN);

    private final Ec2Client client;
    private final Ec2 ec2;

    Ec2Permissions(Ec2Client client, Ec2 ec2) {
        this.client = client;
        this.ec2 = ec2;
    }

    /** What a policy has to allow, and on what. */
    public String arn(Ec2Action action, String resource) {
        return ec2.account().arn(action, resource);
    }

    /**
     * @param at the interface whose addresses are to be moved, or to which routes are to lead
     * @param table of routes; not asked for where the action is none on routes
     */
    public Answer<String> check(Ec2Action action, MetadataInterface at, String table) {
        return switch (action) {
            case DESCRIBE_NETWORK_INTERFACES -> dry(action, "", () -> client.describeNetworkInterfaces(r -> r.dryRun(true)));
            case DESCRIBE_ROUTE_TABLES -> dry(action, "", () -> client.describeRouteTables(r -> r.dryRun(true)));
            case DESCRIBE_INSTANCE_TYPES -> dry(action, "", () -> client.describeInstanceTypes(r -> r.dryRun(true)));
            case MODIFY_NETWORK_INTERFACE_ATTRIBUTE -> dry(action, at.id(), () -> client.modifyNetworkInterfaceAttribute(r ->
                    r.dryRun(true).networkInterfaceId(at.id()).sourceDestCheck(check -> check.value(false))));
            case REPLACE_ROUTE -> dry(action, table, () -> client.replaceRoute(r ->
                    r.dryRun(true).routeTableId(table).destinationCidrBlock(route(at)).networkInterfaceId(at.id())));
            case CREATE_ROUTE -> dry(action, table, () -> client.createRoute(r ->
                    r.dryRun(true).routeTableId(table).destinationCidrBlock(route(at)).networkInterfaceId(at.id())));
            case DELETE_ROUTE -> dry(action, table, () -> client.deleteRoute(r ->
                    r.dryRun(true).routeTableId(table).destinationCidrBlock(route(at))));
            case ASSIGN_PRIVATE_IP_ADDRESSES -> looked(ec2.assign(at.id(), List.of(nobodys(at)), false));
            case UNASSIGN_PRIVATE_IP_ADDRESSES -> looked(ec2.unassign(at.id(), List.of(nobodys(at))));
            case ASSIGN_IPV6_ADDRESSES -> looked(ec2.assign(at.id(), List.of(NOBODYS_V6), false));
            case UNASSIGN_IPV6_ADDRESSES -> looked(ec2.unassign(at.id(), List.of(NOBODYS_V6)));
        };
    }

    private static IpAddress nobodys(MetadataInterface at) {
        return NOBODYS_V4.stream().filter(address -> !at.inVpc(address)).findFirst()
                .orElseThrow(() -> new IllegalStateException("the VPC has every address that RFC 5737 sets apart"));
    }

    private static String route(MetadataInterface at) {
        return IpPrefix.host(nobodys(at)).toString();
    }

    private Answer<String> dry(Ec2Action action, String resource, Supplier<?> call) {
        return looked(ec2.call(action, resource, () -> {
            call.get();
            return "permitted";
        }));
    }

    private static Answer<String> looked(Answer<String> answer) {
        boolean refusedLater = answer instanceof Refused<String> refused
                && (refused.fault().code().equals(DRY_RUN) || !BEFORE_IT_LOOKED.contains(refused.fault().problem()));
        return refusedLater ? new Done<>("permitted") : answer;
    }
}
