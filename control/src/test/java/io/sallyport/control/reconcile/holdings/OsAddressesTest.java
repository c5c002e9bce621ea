package io.sallyport.control.reconcile.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Operation.AddOsAddress;
import io.sallyport.control.cluster.holdings.Operation.ReadOs;
import io.sallyport.control.cluster.holdings.Operation.RemoveOsAddress;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.control.provider.lan.Announcer;
import io.sallyport.control.provider.lan.Ethernet;
import io.sallyport.control.reconcile.holdings.InterfaceKernel.MarkedAddress;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OsAddressesTest {

    private static final IpAddress IP = IpAddress.parse("10.0.1.50");
    private static final OsAddress ADDRESS = new OsAddress("eth1", IP);

    private final FakeInterfaceKernel kernel = new FakeInterfaceKernel();
    private final OsAddresses os = new OsAddresses(kernel, Optional.empty());

    private Outcome perform(Operation operation) {
        return os.perform(new Attempt(operation, () -> true));
    }

    private void assertSeen(Holder holder) {
        assertThat(perform(new ReadOs(List.of(ADDRESS)))).isEqualTo(new Outcome.Seen(Map.of(ADDRESS, holder)));
    }

    @Test
    void theAddressComesAndGoes() {
        assertSeen(Holder.ABSENT);
        assertThat(perform(new AddOsAddress(ADDRESS))).isEqualTo(new Outcome.Done());
        assertSeen(Holder.SELF);
        assertThat(perform(new RemoveOsAddress(ADDRESS))).isEqualTo(new Outcome.Done());
        assertSeen(Holder.ABSENT);
    }

    @Test
    void whatWasKnownOfThePartnersMacAddressIsForgotten() {
        perform(new AddOsAddress(ADDRESS));

        assertThat(kernel.forgotten).containsExactly(IP);
    }

    /** Some distributions put every address of the ENI on the interface by themselves, with the subnet's prefix. */
    @Test
    void anAddressThatSomebodyElseAddedIsHeldAndIsRemovedAllTheSame() {
        kernel.addresses.add(IP);
        assertSeen(Holder.SELF);
        assertThat(perform(new AddOsAddress(ADDRESS))).isEqualTo(new Outcome.Done());
        assertThat(kernel.marked).as("it stays as it was").isEmpty();

        perform(new RemoveOsAddress(ADDRESS));

        assertThat(kernel.addresses).isEmpty();
    }

    @Test
    void withoutTheInterfaceTheAddressIsAbsentAndCannotBeAdded() {
        kernel.exists = false;

        assertSeen(Holder.ABSENT);
        assertThat(perform(new RemoveOsAddress(ADDRESS))).isEqualTo(new Outcome.Done());
        assertThat(perform(new AddOsAddress(ADDRESS))).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(RefusalCode.INTERFACE_MISSING);
            assertThat(refused.reason()).contains("no eth1");
            assertThat(refused.remedy()).contains("attach the interface");
        });
    }

    @Test
    void aRefusalOfTheKernelIsAnAnswer() {
        kernel.refusal = "cannot add the address 10.0.1.50/32: EPERM";

        assertThat(perform(new AddOsAddress(ADDRESS))).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
                assertThat(refused.reason()).contains("EPERM"));
    }

    @Test
    void leftoversAreRemovedUnlessTheyAreConfigured() {
        IpAddress old = IpAddress.parse("10.0.1.60");
        kernel.addresses.addAll(List.of(old, IP, IpAddress.parse("10.0.1.11")));
        kernel.marked.addAll(List.of(old, IP));

        assertThat(os.sweep(List.of(ADDRESS))).containsExactly(new MarkedAddress("eth1", old));

        assertThat(kernel.addresses).containsExactly(IP, IpAddress.parse("10.0.1.11"));
    }

    @Test
    void onALanTheNeighboursAreToldOnceItIsThere() {
        AtomicInteger frames = new AtomicInteger();
        Ethernet ethernet = new Ethernet() {
            @Override
            public Optional<Port> port(String name) {
                return Optional.of(new Port(3, 1));
            }

            @Override
            public void send(Port port, byte[] frame) {
                assertThat(kernel.addresses).contains(IP);
                frames.incrementAndGet();
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        try (Announcer announcer = new Announcer(ethernet, () -> true)) {
            OsAddresses lan = new OsAddresses(kernel, Optional.of(announcer));

            lan.perform(new Attempt(new AddOsAddress(ADDRESS), () -> true));
            lan.perform(new Attempt(new RemoveOsAddress(ADDRESS), () -> true));

            assertThat(frames.get()).isPositive();
            assertThat(announcer.faults()).isEmpty();
        }
    }
}
