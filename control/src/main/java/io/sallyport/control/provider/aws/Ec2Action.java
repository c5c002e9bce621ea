package io.sallyport.control.provider.aws;

/**
 * The calls that are made, as IAM names them, and what kind of resource a policy may limit them to (Service Authorization
 * Reference, "Actions, resources, and condition keys for Amazon EC2").
 */
public enum Ec2Action {
    DESCRIBE_NETWORK_INTERFACES("DescribeNetworkInterfaces", ""),
    DESCRIBE_ROUTE_TABLES("DescribeRouteTables", ""),
    DESCRIBE_INSTANCE_TYPES("DescribeInstanceTypes", ""),
    ASSIGN_PRIVATE_IP_ADDRESSES("AssignPrivateIpAddresses", "network-interface"),
    UNASSIGN_PRIVATE_IP_ADDRESSES("UnassignPrivateIpAddresses", "network-interface"),
    ASSIGN_IPV6_ADDRESSES("AssignIpv6Addresses", "network-interface"),
    UNASSIGN_IPV6_ADDRESSES("UnassignIpv6Addresses", "network-interface"),
    MODIFY_NETWORK_INTERFACE_ATTRIBUTE("ModifyNetworkInterfaceAttribute", "network-interface"),
    REPLACE_ROUTE("ReplaceRoute", "route-table"),
    CREATE_ROUTE("CreateRoute", "route-table"),
    DELETE_ROUTE("DeleteRoute", "route-table");

    private final String operation;
    private final String resourceType;

    Ec2Action(String operation, String resourceType) {
        this.operation = operation;
        this.resourceType = resourceType;
    }

    /** As a policy writes it: {@code ec2:ReplaceRoute}. */
    public String iam() {
        return "ec2:" + operation;
    }

    @Override
    public String toString() {
        return operation;
    }

    /** Describing cannot be limited to resources. */
    boolean onAnyResource() {
        return resourceType.isEmpty();
    }

    String resourceType() {
        return resourceType;
    }
}
