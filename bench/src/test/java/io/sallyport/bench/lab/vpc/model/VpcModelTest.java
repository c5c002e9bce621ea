package io.sallyport.bench.lab.vpc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.wire.IpAddress;
import io.sallyport.dataplane.wire.IpPrefix;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who sees which moment of the VPC, with times as plain numbers: a tick is one second. */
class VpcModelTest {

    private static final long SECOND = 1_000_000_000L;
    private static final IpAddress CLUSTER_IP = IpAddress.parse("10.0.1.50");

    private final VpcModel model = new VpcModel(pair(), 0);

    private static VpcState pair() {
        return VpcState.of("eu-central-1", "123456789012", "vpc-1", List.of(IpPrefix.parse("10.0.0.0/16")),
                List.of(new Subnet("subnet-1", "eu-central-1a", IpPrefix.parse("10.0.1.0/24"), Optional.empty())), List.of(),
                List.of(eni("eni-a", "10.0.1.11"), eni("eni-b", "10.0.1.12")),
                List.of(new RouteTable("rtb-1", true, List.of(), List.of())));
    }

    private static NetworkInterface eni(String id, String primary) {
        return new NetworkInterface(id, "subnet-1", "i-" + id, 0, "", "", 4, IpAddress.parse(primary), List.of(), List.of(),
                List.of(), true);
    }

    private void assign(long atS, String eni) {
        model.change(atS * SECOND, state -> AddressRules.assign(state, eni, List.of(CLUSTER_IP), true));
    }

    private static String holder(VpcState state) {
        return state.holder(CLUSTER_IP).map(NetworkInterface::id).orElse("nobody");
    }

    @Test
    void everyObserverLooksBackByItsOwnLag() {
        model.lags(new Lags(3 * SECOND, SECOND, 5 * SECOND));
        assign(10, "eni-a");
        assign(12, "eni-b");

        assertThat(holder(model.latest())).isEqualTo("eni-b");
        assertThat(holder(model.described(12 * SECOND))).isEqualTo("eni-a");
        assertThat(holder(model.described(13 * SECOND))).isEqualTo("eni-b");
        assertThat(holder(model.forwarded(12 * SECOND))).isEqualTo("nobody");
        assertThat(holder(model.forwarded(13 * SECOND))).isEqualTo("eni-a");
        assertThat(holder(model.forwarded(15 * SECOND))).isEqualTo("eni-b");
        assertThat(holder(model.metadata(16 * SECOND))).isEqualTo("eni-a");
        assertThat(holder(model.metadata(17 * SECOND))).isEqualTo("eni-b");
    }

    @Test
    void packetsNeverGoBackWhenTheLagGrows() {
        assign(10, "eni-a");
        assertThat(holder(model.forwarded(10 * SECOND))).isEqualTo("eni-a");

        model.lags(new Lags(60 * SECOND, 0, 0));
        assertThat(holder(model.forwarded(11 * SECOND))).isEqualTo("eni-a");
    }

    @Test
    void itIsKnownWhenPacketsFollowSomethingNew() {
        model.lags(new Lags(3 * SECOND, 0, 0));
        assertThat(model.nextForwarding(5 * SECOND)).isEmpty();
        assign(10, "eni-a");

        assertThat(model.nextForwarding(10 * SECOND)).hasValue(13 * SECOND);
        assertThat(model.nextForwarding(13 * SECOND)).isEmpty();
    }

    @Test
    void aRefusedChangeIsNone() {
        assertThatThrownBy(() -> model.change(SECOND, state -> AddressRules.assign(state, "eni-a",
                List.of(IpAddress.parse("10.0.9.9")), true))).isInstanceOf(Ec2Refusal.class);
        assertThat(model.nextForwarding(0)).isEmpty();
    }

    @Test
    void theObserverIsToldOfEveryChange() {
        AtomicInteger told = new AtomicInteger();
        model.onChange(told::incrementAndGet);
        assign(1, "eni-a");
        model.lags(Lags.NONE);

        assertThat(told).hasValue(2);
    }

    /** However long it runs, it remembers minutes, and one moment from before them. */
    @Test
    void oldMomentsAreForgotten() {
        model.lags(new Lags(0, 5 * SECOND, 0));
        for (int hour = 1; hour <= 10; hour++) {
            assign(hour * 3600L, hour % 2 == 0 ? "eni-a" : "eni-b");
        }
        assertThat(holder(model.described(36_001 * SECOND))).isEqualTo("eni-b");
        assertThat(holder(model.described(36_005 * SECOND))).isEqualTo("eni-a");
    }
}
