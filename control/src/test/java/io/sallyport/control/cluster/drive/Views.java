package io.sallyport.control.cluster.drive;

import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Decision;
import io.sallyport.control.cluster.Health;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding.EniAddress;
import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import io.sallyport.dataplane.wire.IpAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Members as they may be seen: {@code aws-a} of two, with a partner that was heard or was not. */
public final class Views {

    public static final Instant SINCE = Instant.parse("2026-11-20T12:00:00Z");
    private static final long DIGEST = 77;
    private static final ClusterSettings SETTINGS = new ClusterSettings("aws-a", "aws-b", "aws-a", ClusterSettings.Mode.AUTO_FAILBACK,
            1_000_000_000, 250_000_000, 30_000_000_000L, 0, 5, DIGEST,
            new Holdings(List.of(new EniAddress("eth1", IpAddress.parse("10.0.1.50"))), List.of(), List.of(), List.of()));

    private Views() {
    }

    /** Of whose holdings nothing is known. */
    public static ClusterView alone(Role role, Health health) {
        return view(role, health, HoldingsStatus.UNKNOWN, Optional.empty());
    }

    /** @param heardNs when the partner was heard last */
    public static ClusterView paired(Role role, long heardNs) {
        Heartbeat said = new Heartbeat("aws-b", 2, 0, 1, 0, Role.STANDBY, 3, 0, false, false, "interface eth1 has no link",
                Health.Overlay.UNKNOWN, 9, 4, DIGEST + 1, "aws-a", Holder.PARTNER);
        return view(role, Health.GOOD, new HoldingsStatus(Holder.SELF, 0, 0, false, false, false, true, false, 3, 2, 1_500_000_000,
                List.of("a route is refused; allow it")), Optional.of(new PartnerView(said, heardNs, 12)));
    }

    private static ClusterView view(Role role, Health health, HoldingsStatus holdings, Optional<PartnerView> partner) {
        Decision decision = new Decision(0, 3, Role.PROMOTING, role, "EC2 has confirmed that the cluster is here");
        return new ClusterView(SETTINGS, role, SINCE, 3, health, holdings, Optional.empty(), partner, partner.isPresent(),
                partner.isPresent(), false, List.of(new ClusterView.Told(SINCE, decision)));
    }
}
