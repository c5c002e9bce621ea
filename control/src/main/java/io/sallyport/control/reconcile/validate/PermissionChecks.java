package io.sallyport.control.reconcile.validate;

import io.sallyport.control.provider.Answer;
import io.sallyport.control.provider.Answer.Done;
import io.sallyport.control.provider.Answer.Refused;
import io.sallyport.control.provider.Answer.Unknown;
import io.sallyport.control.provider.aws.Ec2Action;
import io.sallyport.control.provider.aws.Ec2Permissions;
import io.sallyport.control.provider.aws.MetadataInterface;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;

/** Whether the role permits each call that a failover will make, on each resource that it will make it on. */
final class PermissionChecks {

    private static final List<Ec2Action> ADDRESSES_V4 =
            List.of(Ec2Action.ASSIGN_PRIVATE_IP_ADDRESSES, Ec2Action.UNASSIGN_PRIVATE_IP_ADDRESSES);
    private static final List<Ec2Action> ADDRESSES_V6 =
            List.of(Ec2Action.ASSIGN_IPV6_ADDRESSES, Ec2Action.UNASSIGN_IPV6_ADDRESSES);
    private static final List<Ec2Action> ROUTES =
            List.of(Ec2Action.REPLACE_ROUTE, Ec2Action.CREATE_ROUTE, Ec2Action.DELETE_ROUTE);

    private final Ec2Permissions permissions;
    private final MetadataInterface eni;
    private final List<Check> checks = new ArrayList<>();

    PermissionChecks(Ec2Permissions permissions, MetadataInterface eni) {
        this.permissions = permissions;
        this.eni = eni;
    }

    /**
     * @param addresses that are moved from ENI to ENI
     * @param tables    in which routes are moved
     * @param fix       whether the source/destination check may have to be switched off
     */
    List<Check> run(List<IpAddress> addresses, List<String> tables, boolean fix) {
        check(Ec2Action.DESCRIBE_NETWORK_INTERFACES, "");
        if (addresses.stream().anyMatch(address -> !address.v6())) {
            ADDRESSES_V4.forEach(action -> check(action, eni.id()));
        }
        if (addresses.stream().anyMatch(IpAddress::v6)) {
            ADDRESSES_V6.forEach(action -> check(action, eni.id()));
        }
        if (!tables.isEmpty()) {
            check(Ec2Action.DESCRIBE_ROUTE_TABLES, "");
        }
        tables.forEach(table -> ROUTES.forEach(action -> check(action, table)));
        if (fix) {
            check(Ec2Action.MODIFY_NETWORK_INTERFACE_ATTRIBUTE, eni.id());
        }
        return checks;
    }

    private void check(Ec2Action action, String resource) {
        String name = action.iam() + " on " + permissions.arn(action, resource);
        Answer<String> answer = permissions.check(action, eni, resource);
        checks.add(switch (answer) {
            case Done<String> done -> Check.ok(name, "permitted");
            case Refused<String> refused -> Check.failed(name, refused.fault());
            case Unknown<String> unknown -> Check.unknown(name, unknown.fault());
        });
    }
}
