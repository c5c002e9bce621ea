package io.sallyport.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.control.cluster.holdings.Holding.CloudRoute;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holding.OsAddress;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import io.sallyport.control.cluster.holdings.RefusalCode;
import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A member whose partner is dead, and to which EC2 gives the route but not the address: its interface is full. */
class RefusedAddressTest {

    private static final long MS = 1_000_000;
    private static final OsAddress OS = new OsAddress("eth1", IpAddress.parse("10.0.1.50"));

    private long nowNs = 5_000 * MS;
    private final ClusterMember member = new ClusterMember(new ClusterSettings("a", "b", "a", ClusterSettings.Mode.AUTO_FAILBACK,
            1_000 * MS, 250 * MS, 30_000 * MS, 0, 1, 1, new Holdings(List.of(new EniAddress("eth1", OS.address())),
                    List.of(new CloudRoute("rtb-1", IpPrefix.parse("10.100.0.0/16"), "eth1")), List.of(OS), List.of())), 1, 1, nowNs);
    private final List<Operation> operations = new ArrayList<>();
    private boolean mayForward;

    private void elapse(long ms) {
        for (long left = ms; left > 0; left -= 50) {
            nowNs += 50 * MS;
            on(new Event.LinkChanged(Link.REFUSED, nowNs));
        }
    }

    private void on(Event event) {
        for (Action action : member.on(event, nowNs)) {
            if (action instanceof Action.Start start) {
                operations.add(start.call().operation());
                on(new Event.CallFinished(start.call().id(), answer(start.call().operation())));
            }
            mayForward |= action instanceof Action.RenewLease;
        }
    }

    private static Outcome answer(Operation operation) {
        return switch (operation) {
            case Operation.Assign assign -> new Outcome.Refused(RefusalCode.NO_FREE_SLOT, "no slot", "unassign an address");
            case Operation.DescribeAddresses read -> new Outcome.Seen(Map.of());
            case Operation.DescribeRoutes read -> new Outcome.Seen(Map.of());
            case Operation.ReadMetadata read -> new Outcome.Seen(Map.of());
            case Operation.ReadOs read -> new Outcome.Seen(Map.of());
            default -> new Outcome.Done();
        };
    }

    /** The routes lead here: what comes by them is not to be dropped. */
    @Test
    void theRoutesAloneAreServedOnceTheAddressIsRefused() {
        elapse(10_000);

        assertThat(member.role()).isEqualTo(Role.ACTIVE);
        assertThat(mayForward).isTrue();
        assertThat(operations).doesNotContain(new Operation.AddOsAddress(OS));
        assertThat(member.holdings().problems()).singleElement().asString().contains("no slot");
    }
}
