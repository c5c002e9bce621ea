package io.sallyport.control.provider;

/**
 * Everything that can keep a cluster from what it should hold, in the words an operator sees: what is wrong, what mends it, and
 * what the member does until it is mended. One list, so that events, {@code sallyport cluster validate} and the documentation
 * say the same.
 */
public enum ClusterProblem {

    NOT_AUTHORIZED(
            "EC2 does not permit this instance a call that failover needs",
            "allow the named action on the named resource in the policy of the instance's role",
            "the member keeps its role and what it holds, and tries again; while the partner holds the address it stays there"),
    NO_CREDENTIALS(
            "there are no AWS credentials",
            "attach an instance profile with a role to this instance",
            "what EC2 has is unknown: the member changes nothing there, keeps what it holds, and tries again"),
    EXPIRED_CREDENTIALS(
            "the AWS credentials have expired or are not accepted",
            "see that the instance metadata service answers and that the role of the instance profile exists; then the SDK fetches "
                    + "fresh credentials by itself. Remove stale ones from the environment or ~/.aws",
            "what EC2 has is unknown: the member changes nothing there, keeps what it holds, and tries again"),
    CLOCK_WRONG(
            "EC2 refuses requests because this machine's clock is wrong",
            "let the clock follow 169.254.169.123 (Amazon Time Sync), such as with chrony",
            "what EC2 has is unknown: the member keeps what it holds and tries again"),
    INTERFACE_UNKNOWN_TO_EC2(
            "EC2 knows no such network interface",
            "the configured interface must be an ENI of this instance in this region: compare 'sallyport cluster validate' with the "
                    + "instance's network interfaces, and cluster.aws.region",
            "the member takes part in heartbeats, but can hold neither the cluster IP nor routes there; one whose configured interface "
                    + "is none is unhealthy, so that the partner serves"),
    INTERFACE_ELSEWHERE(
            "EC2 has the network interface at another instance, or at none",
            "attach it to this instance again; if it never was this one's, correct interfaces, or cluster.aws.imdsEndpoint",
            "the member takes part in heartbeats and is unhealthy, so that the partner serves; it looks again every half minute"),
    ADDRESS_IS_PRIMARY_ELSEWHERE(
            "the cluster IP is the primary address of another network interface",
            "choose an address of the subnet that is unused; a primary address cannot be moved",
            "nobody in this cluster holds the cluster IP at EC2; routes and everything else follow the role"),
    ADDRESS_HELD_ELSEWHERE(
            "the cluster IP is held by another network interface",
            "nothing, while the partner hands it over; else unassign it there, or let the partner relinquish",
            "the member does not take it by force and looks again"),
    ADDRESS_OUTSIDE_SUBNET(
            "the cluster IP lies neither in the interface's subnet nor outside the VPC",
            "take an unused address of the subnet, or, for members in two zones, one outside every CIDR of the VPC",
            "the cluster IP is held by nobody at EC2; routes and everything else follow the role"),
    NO_FREE_SLOT(
            "the network interface has no slot left for one more private address",
            "unassign an address that is not needed, or take a larger instance type (AWS: IP addresses per network interface)",
            "the cluster IP stays where it is; routes follow the role all the same, and the member tries again"),
    SOURCE_DEST_CHECK(
            "the source/destination check is on, so the VPC drops what is routed through this gateway",
            "switch it off: 'sallyport cluster validate --fix', or in the console under network interfaces",
            "the member keeps its role; addressed traffic works, routed traffic does not"),
    ROUTE_TABLE_UNKNOWN(
            "a route table of the cluster does not exist",
            "correct cluster.clusterRouteTables; ids look like rtb-0123456789abcdef0 and belong to one region",
            "all other tables follow the role; this one is tried again"),
    NO_ROUTE_TABLE_FOUND(
            "no route table was found for the interface's subnet",
            "name the tables in cluster.clusterRouteTables",
            "addresses follow the role; no cloud route does"),
    ROUTE_REFUSED(
            "EC2 refuses a cloud route",
            "the destination must not equal or lie inside a CIDR of the VPC, and the table must have room (50 routes by default)",
            "all other routes follow the role; this one is tried again"),
    ADDRESS_NOT_HELD(
            "the address to be given up is not held by this interface",
            "nothing: it is as it should be",
            "the member goes on as if it had given it up"),
    ROUTE_ABSENT(
            "the route table has no such route",
            "nothing: the route is created instead",
            "the member goes on with the next step"),
    ROUTE_PRESENT(
            "the route table has such a route already",
            "nothing: the route is replaced instead",
            "the member goes on with the next step"),
    REFUSED(
            "EC2 refuses a call",
            "see EC2's own words",
            "everything else follows the role; the call is tried again"),
    THROTTLED(
            "EC2 throttles this account",
            "nothing: calls go on as fast as EC2 lets them. If it lasts, see what else calls EC2 in this account and region",
            "what is not done yet is done in turn: first addresses, then routes"),
    EC2_SILENT(
            "EC2 did not answer in time",
            Words.REACH_EC2,
            Words.UNKNOWN_IS_NOT_ABSENT),
    EC2_UNREACHABLE(
            "EC2 cannot be reached",
            Words.REACH_EC2,
            Words.UNKNOWN_IS_NOT_ABSENT),
    EC2_FAILED(
            "EC2 has a failure of its own",
            "nothing here; see the AWS Health Dashboard of the region",
            Words.UNKNOWN_IS_NOT_ABSENT),
    NO_IMDS(
            "the instance metadata service does not answer",
            "switch it on (HttpEndpoint=enabled, HttpTokens=required) with a hop limit of at least 1, or 2 in a container; elsewhere "
                    + "than on EC2 set cluster.provider to lan",
            "the member keeps what it knows about itself; without its interface's id it can hold nothing at EC2"),
    INTERFACE_MISSING(
            "the machine has no such interface",
            "correct the name in interfaces, or attach the interface",
            "the member is unhealthy, so that the partner serves"),
    KERNEL_REFUSED(
            "the kernel refuses a change",
            "start sallyportd as root or with CAP_NET_ADMIN",
            "the member keeps its role; the change is tried again"),
    CANNOT_ANNOUNCE(
            "the cluster IP cannot be announced to the neighbours",
            "start sallyportd with CAP_NET_RAW in its bounding set, as ./sallyport daemon and the systemd unit do",
            "the address is held; hosts that remember the partner's MAC address find the new one when their entry ages out"),
    PARTNER_UNREACHABLE(
            "the partner cannot be reached",
            "let both members reach each other on their heartbeat ports: security groups, interface routes across zones",
            "after cluster.timeout the standby takes over; EC2 decides who holds the address");

    /** What several of them say. */
    private static final class Words {

        private static final String REACH_EC2 = "see that the interface's subnet reaches the EC2 endpoint: route, security group (TCP 443 out), "
                + "DNS, or an interface endpoint com.amazonaws.<region>.ec2 in the VPC";
        private static final String UNKNOWN_IS_NOT_ABSENT = "unknown is not absent: the member keeps its role and what it holds, and asks again "
                + "with growing intervals. One that takes over waits for EC2 while its partner may be alive; once it knows that the "
                + "partner forwards nothing it serves what needs no EC2, tunnels and its own addresses, and the rest when EC2 answers";
    }

    private final String event;
    private final String remedy;
    private final String meanwhile;

    ClusterProblem(String event, String remedy, String meanwhile) {
        this.event = event;
        this.remedy = remedy;
        this.meanwhile = meanwhile;
    }

    /** What is wrong: one clause, without a full stop. */
    public String event() {
        return event;
    }

    /** What mends it in general; a {@link ProviderFault} may know better. */
    public String remedy() {
        return remedy;
    }

    /** What the member does, and holds, until then. */
    public String meanwhile() {
        return meanwhile;
    }
}
