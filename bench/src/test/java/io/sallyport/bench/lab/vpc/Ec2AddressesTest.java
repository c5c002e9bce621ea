package io.sallyport.bench.lab.vpc;

import static io.sallyport.bench.lab.vpc.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sallyport.bench.lab.vpc.model.Lags;
import io.sallyport.dataplane.wire.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;

/** Who holds which address, as the real SDK sees it. "API" is docs.aws.amazon.com/AWSEC2/latest/APIReference. */
@Timeout(60)
class Ec2AddressesTest {

    @AutoClose
    private SmallVpc vpc;
    @AutoClose
    private Ec2Client a;
    @AutoClose
    private Ec2Client b;

    @BeforeEach
    void open() throws IOException {
        vpc = new SmallVpc();
        a = vpc.client("i-a");
        b = vpc.client("i-b");
    }

    private static AssignPrivateIpAddressesResponse assign(Ec2Client client, String eni, boolean move, String... addresses) {
        return client.assignPrivateIpAddresses(request -> request.networkInterfaceId(eni).privateIpAddresses(addresses)
                .allowReassignment(move));
    }

    /** API_AssignPrivateIpAddresses, response elements. */
    @Test
    void anAssignedAddressIsNamedInTheAnswerAndDescribed() {
        AssignPrivateIpAddressesResponse answer = assign(a, "eni-a", false, SmallVpc.CLUSTER_IP);

        assertThat(answer.networkInterfaceId()).isEqualTo("eni-a");
        assertThat(answer.assignedPrivateIpAddresses()).extracting("privateIpAddress").containsExactly(SmallVpc.CLUSTER_IP);
        Filter byAddress = Filter.builder().name("addresses.private-ip-address").values(SmallVpc.CLUSTER_IP).build();
        NetworkInterface described =
                b.describeNetworkInterfaces(request -> request.filters(byAddress)).networkInterfaces().getFirst();
        assertThat(described.networkInterfaceId()).isEqualTo("eni-a");
        assertThat(described.privateIpAddresses()).extracting("privateIpAddress", "primary")
                .containsExactly(tuple("10.0.1.11", true),
                        tuple(SmallVpc.CLUSTER_IP, false));
        assertThat(described.attachment().instanceId()).isEqualTo("i-a");
    }

    /** API_AssignPrivateIpAddresses, AllowReassignment: whether an address that another interface has may be reassigned. */
    @Test
    void anAddressOfAnotherInterfaceIsMovedOnlyWhenReassignmentIsAllowed() {
        assign(a, "eni-a", false, SmallVpc.CLUSTER_IP);

        assertRefused("InvalidParameterValue", "[10.0.1.50] assigned, but move is not allowed.",
                () -> assign(b, "eni-b", false, SmallVpc.CLUSTER_IP));
        assertThat(vpc.secondary("eni-a")).containsExactly(SmallVpc.CLUSTER_IP);

        assign(b, "eni-b", true, SmallVpc.CLUSTER_IP);
        assertThat(vpc.secondary("eni-a")).isEmpty();
        assertThat(vpc.secondary("eni-b")).containsExactly(SmallVpc.CLUSTER_IP);
    }

    @Test
    void movingWhatIsHeldAlreadyChangesNothing() {
        assign(a, "eni-a", true, SmallVpc.CLUSTER_IP);
        assign(a, "eni-a", true, SmallVpc.CLUSTER_IP);

        assertThat(vpc.secondary("eni-a")).containsExactly(SmallVpc.CLUSTER_IP);
    }

    /** UserGuide "Secondary IP addresses": only a secondary private address can be reassigned. */
    @Test
    void thePrimaryAddressOfAnotherInterfaceCannotBeTaken() {
        assertRefused("InvalidParameterValue", "primary", () -> assign(b, "eni-b", true, "10.0.1.11"));
    }

    /** API_AssignPrivateIpAddresses: the address must be of the subnet; userguide/subnet-sizing: five are reserved. */
    @Test
    void anAddressOutsideTheSubnetOrReservedIsRefused() {
        assertRefused("InvalidParameterValue", "does not fall within the subnet", () -> assign(a, "eni-a", true, "10.0.2.50"));
        for (String reserved : List.of("10.0.1.0", "10.0.1.1", "10.0.1.2", "10.0.1.3", "10.0.1.255")) {
            assertRefused("InvalidParameterValue", "reserved", () -> assign(a, "eni-a", true, reserved));
        }
    }

    /** UserGuide "IP addresses per network interface per instance type"; a prefix takes one slot (ec2-prefix-eni). */
    @Test
    void slotsAreCountedWithPrefixes() {
        assign(a, "eni-a", false, "10.0.1.20", "10.0.1.21");
        a.assignPrivateIpAddresses(request -> request.networkInterfaceId("eni-a").ipv4Prefixes("10.0.1.128/28"));

        assertRefused("PrivateIpAddressLimitExceeded", "exceed limit", () -> assign(a, "eni-a", false, "10.0.1.22"));
        assertThat(vpc.secondary("eni-a")).containsExactly("10.0.1.20", "10.0.1.21");
    }

    /** A refused call changes nothing, though one of its addresses could have been moved. */
    @Test
    void aCallIsDoneAsAWholeOrNotAtAll() {
        assign(a, "eni-a", false, SmallVpc.CLUSTER_IP);

        assertRefused("InvalidParameterValue", "primary", () -> assign(b, "eni-b", true, SmallVpc.CLUSTER_IP, "10.0.1.11"));
        assertThat(vpc.secondary("eni-a")).containsExactly(SmallVpc.CLUSTER_IP);
    }

    /** UserGuide ec2-prefix-eni: prefixes are not reassigned. */
    @Test
    void noneCanTakeAnAddressOutOfAPrefix() {
        a.assignPrivateIpAddresses(request -> request.networkInterfaceId("eni-a").ipv4Prefixes("10.0.1.128/28"));

        assertRefused("InvalidParameterValue", "in a prefix", () -> assign(b, "eni-b", true, "10.0.1.130"));
        assertThat(a.describeNetworkInterfaces(request -> request.networkInterfaceIds("eni-a")).networkInterfaces().getFirst()
                .ipv4Prefixes()).extracting("ipv4Prefix").containsExactly("10.0.1.128/28");
    }

    /** UserGuide "Secondary IP addresses": the interface need not be attached to an instance. */
    @Test
    void anInterfaceThatIsAttachedToNothingCanBeGivenAddresses() {
        vpc.model.change(vpc.clock.get(), state -> state.with(state.networkInterface("eni-b").movedTo("")));

        assign(a, "eni-b", true, SmallVpc.CLUSTER_IP);

        NetworkInterface described =
                a.describeNetworkInterfaces(request -> request.networkInterfaceIds("eni-b")).networkInterfaces().getFirst();
        assertThat(described.statusAsString()).isEqualTo("available");
        assertThat(described.attachment()).isNull();
        assertThat(described.privateIpAddresses()).extracting("privateIpAddress").contains(SmallVpc.CLUSTER_IP);
    }

    /** API_UnassignPrivateIpAddresses. */
    @Test
    void whatIsNotAssignedCannotBeUnassigned() {
        assertRefused("InvalidParameterValue", "Some of the specified addresses are not assigned to interface eni-b",
                () -> b.unassignPrivateIpAddresses(request -> request.networkInterfaceId("eni-b")
                        .privateIpAddresses(SmallVpc.CLUSTER_IP)));
        assign(b, "eni-b", false, SmallVpc.CLUSTER_IP);
        b.unassignPrivateIpAddresses(request -> request.networkInterfaceId("eni-b").privateIpAddresses(SmallVpc.CLUSTER_IP));
        assertThat(vpc.secondary("eni-b")).isEmpty();
    }

    /** API_AssignIpv6Addresses has no AllowReassignment: the holder gives the address up first. */
    @Test
    void anIpv6AddressMovesInTwoSteps() {
        String address = "fd00:10:0:1::50";
        a.assignIpv6Addresses(request -> request.networkInterfaceId("eni-a").ipv6Addresses(address));
        assertRefused("InvalidParameterValue", "move is not allowed",
                () -> b.assignIpv6Addresses(request -> request.networkInterfaceId("eni-b").ipv6Addresses(address)));

        assertThat(b.unassignIpv6Addresses(request -> request.networkInterfaceId("eni-a").ipv6Addresses(address))
                .unassignedIpv6Addresses()).containsExactly(address);
        assertThat(b.assignIpv6Addresses(request -> request.networkInterfaceId("eni-b").ipv6Addresses(address))
                .assignedIpv6Addresses()).containsExactly(address);
        assertThat(a.describeNetworkInterfaces(request -> request.networkInterfaceIds("eni-b")).networkInterfaces().getFirst()
                .ipv6Addresses()).extracting("ipv6Address").containsExactly(address);
    }

    @Test
    void anUnknownInterfaceIsNamed() {
        assertRefused("InvalidNetworkInterfaceID.NotFound", "'eni-x' does not exist",
                () -> assign(a, "eni-x", true, SmallVpc.CLUSTER_IP));
    }

    /** API_AssignPrivateIpAddresses: "the remapping is asynchronous". devguide/eventual-consistency: reads may be stale. */
    @Test
    void packetsAndDescribesFollowLater() {
        vpc.model.lags(new Lags(Duration.ofMillis(800).toNanos(), Duration.ofSeconds(2).toNanos(), 0));
        vpc.elapse(Duration.ofSeconds(10));
        assign(b, "eni-b", true, SmallVpc.CLUSTER_IP);

        assertThat(holderForPackets()).isEmpty();
        assertThat(holderDescribed()).isEmpty();
        vpc.elapse(Duration.ofSeconds(1));
        assertThat(holderForPackets()).containsExactly("eni-b");
        assertThat(holderDescribed()).isEmpty();
        vpc.elapse(Duration.ofSeconds(1));
        assertThat(holderDescribed()).containsExactly("eni-b");
    }

    private List<String> holderForPackets() {
        return vpc.model.forwarded(vpc.clock.get()).holder(IpAddress.parse(SmallVpc.CLUSTER_IP)).stream()
                .map(io.sallyport.bench.lab.vpc.model.NetworkInterface::id).toList();
    }

    private List<String> holderDescribed() {
        return a.describeNetworkInterfaces().networkInterfaces().stream()
                .filter(eni -> eni.privateIpAddresses().stream()
                        .anyMatch(address -> address.privateIpAddress().equals(SmallVpc.CLUSTER_IP)))
                .map(NetworkInterface::networkInterfaceId).toList();
    }
}
