package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses that come and go with a role, against the kernel, in a namespace whose only interface is {@code lo}. */
class RoleAddressIT {

    @AutoClose
    private NetworkNamespace namespace;
    @AutoClose
    private Netlink netlink;
    private int lo;

    @BeforeEach
    void open() throws Exception {
        namespace = new NetworkNamespace("role");
        netlink = namespace.call(Netlink::open);
        lo = netlink.linkIndex("lo").orElseThrow();
    }

    @Test
    void whatWeAddedIsKnownByItsMark() throws Exception {
        InterfaceAddress others = new InterfaceAddress(lo, InetAddress.ofLiteral("10.0.1.11"), 32);
        List<InterfaceAddress> ours = List.of(new InterfaceAddress(lo, InetAddress.ofLiteral("10.0.1.50"), 32),
                new InterfaceAddress(lo, InetAddress.ofLiteral("fd00::50"), 128));

        netlink.addAddress(others);
        ours.forEach(netlink::addMarkedAddress);
        ours.forEach(netlink::addMarkedAddress); // it is there, which is what was wanted

        assertThat(netlink.addresses()).contains(others).containsAll(ours);
        assertThat(netlink.markedAddresses()).containsExactlyInAnyOrderElementsOf(ours);
        ours.forEach(netlink::deleteAddress);
        assertThat(netlink.markedAddresses()).isEmpty();
    }

    @Test
    void aNeighbourThatIsNotKnownIsForgottenAlready() {
        netlink.forgetNeighbour(lo, InetAddress.ofLiteral("10.0.1.50"));
        netlink.forgetNeighbour(lo, InetAddress.ofLiteral("fd00::50"));
    }

    @Test
    void onlyEthernetHasAHardwareAddress() {
        assertThat(netlink.hardwareAddress("lo")).isEmpty();
        assertThat(netlink.hardwareAddress("sp-none")).isEmpty();
    }

    @Test
    void aFrameLeavesThroughAnInterfaceThatIsThere() throws Exception {
        try (PacketSocket socket = namespace.call(PacketSocket::open)) {
            socket.send(lo, new byte[60]);

            assertThatThrownBy(() -> socket.send(4711, new byte[60])).isInstanceOf(LinuxException.class)
                    .hasMessageContaining("interface #4711");
            assertThatThrownBy(() -> socket.send(lo, new byte[1515])).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
