package io.sallyport.control.reconcile.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.dataplane.wire.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoneAddressesTest {

    private static final IpAddress IP = IpAddress.parse("10.0.1.50");
    private static final IpAddress EARLIER = IpAddress.parse("10.0.1.49");

    private final FakeInterfaceKernel kernel = new FakeInterfaceKernel();
    private final LoneAddresses addresses = new LoneAddresses(kernel, Optional.empty());

    private void want(String device) {
        addresses.want(List.of(new OsAddress(device, IP)));
        addresses.reconcile();
    }

    @Test
    void theAddressIsThereAsLongAsItIsWanted() {
        want("eth1");
        assertThat(kernel.addresses).containsExactly(IP);

        kernel.removeAddress(3, IP);
        addresses.reconcile();
        assertThat(kernel.addresses).as("taken away by somebody else").containsExactly(IP);

        addresses.want(List.of());
        addresses.reconcile();
        assertThat(kernel.addresses).isEmpty();
    }

    @Test
    void whatAnEarlierLifeLeftIsRemovedAndSoIsAllAtTheEnd() {
        kernel.addAddress(3, EARLIER);

        want("eth1");
        assertThat(kernel.addresses).containsExactly(IP);

        addresses.close();
        assertThat(kernel.addresses).isEmpty();
    }

    @Test
    void anAddressThatSomebodyElseAddedStaysTheirs() {
        kernel.addresses.add(IP);

        want("eth1");
        addresses.close();

        assertThat(kernel.addresses).containsExactly(IP);
    }

    @Test
    void whatCannotBeHadIsSaidUntilItCan() {
        kernel.exists = false;
        want("eth1");
        assertThat(addresses.problems()).singleElement().asString().contains("10.0.1.50 is not at eth1").contains("no such interface");

        kernel.exists = true;
        kernel.refusal = "cannot add 10.0.1.50: operation not permitted";
        addresses.reconcile();
        assertThat(addresses.problems()).singleElement().asString().contains("not permitted");

        kernel.refusal = null;
        addresses.reconcile();
        assertThat(addresses.problems()).isEmpty();
    }
}
