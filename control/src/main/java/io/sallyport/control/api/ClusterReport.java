package io.sallyport.control.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sallyport.control.cluster.ClusterSettings;
import io.sallyport.control.cluster.Decision;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.drive.ClusterCounters;
import io.sallyport.control.cluster.drive.ClusterView;
import io.sallyport.control.cluster.drive.PartnerView;
import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code GET /v1/cluster}.
 *
 * @param name     of the cluster
 * @param mode     {@code autoFailback} or {@code manualFailback}
 * @param link     how the partner is reached: {@code both}, {@code out}, {@code in} or {@code none}
 * @param members  this one first
 * @param why      why this member has the role it has: the last decision's reason, and what had it claim the cluster before
 */
record ClusterReport(
        String name,
        String self,
        String configuredActive,
        String mode,
        long timeoutMs,
        long intervalMs,
        String link,
        String why,
        List<Member> members,
        Holdings holdings,
        List<Decided> decisions) {

    /**
     * @param silentMs       since its last heartbeat; the partner's only
     * @param clockAheadMs   how far its clock is ahead of this member's; the partner's only
     * @param sameSettings   whether its cluster section is this member's; the partner's only
     */
    record Member(
            String name,
            String role,
            boolean healthy,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> causes,
            String overlay,
            long progress,
            long epoch,
            long configVersion,
            boolean holds,
            Optional<Instant> roleSince,
            OptionalLong silentMs,
            OptionalLong clockAheadMs,
            Optional<Boolean> sameSettings) {
    }

    /** @param holder of the cluster's addresses and routes: {@code self}, {@code partner}, {@code other}, {@code absent} or {@code unknown} */
    record Holdings(
            String holder, int total, int settled, boolean complete, OptionalLong remainingMs,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> problems) {
    }

    record Decided(Instant at, long epoch, String from, String to, String reason) {
    }

    static ClusterReport of(String cluster, ClusterView view, long nowNs) {
        ClusterSettings settings = view.settings();
        List<Member> members = new ArrayList<>();
        members.add(self(view));
        members.add(view.partner().map(partner -> partner(view, partner, nowNs)).orElseGet(() -> unheard(settings.partner())));
        return new ClusterReport(cluster, settings.self(), settings.configuredActive(),
                settings.mode() == ClusterSettings.Mode.AUTO_FAILBACK ? "autoFailback" : "manualFailback",
                Duration.ofNanos(settings.timeoutNs()).toMillis(), Duration.ofNanos(settings.intervalNs()).toMillis(), link(view),
                why(view.decisions().stream().map(ClusterView.Told::decision).toList()), members,
                holdings(view.holdings()), view.decisions().stream().map(ClusterReport::decided).toList());
    }

    /** @param decisions newest first */
    static String why(List<Decision> decisions) {
        List<String> reasons = new ArrayList<>();
        for (Decision decision : decisions) {
            reasons.addFirst(decision.reason());
            // a wish that was not granted is no answer without the change of role before it, nor is a claim's end without its beginning
            if (decision.from() != decision.to() && decision.from() != Role.PROMOTING) {
                break;
            }
        }
        return String.join("; ", reasons);
    }

    private static Member self(ClusterView view) {
        return new Member(view.settings().self(), ClusterCounters.label(view.role()), view.health().causes().isEmpty(),
                view.health().causes(), label(view.health().overlay()), view.health().progress(), view.epoch(),
                view.settings().configVersion(), view.holdings().holder() == Holder.SELF, Optional.of(view.roleSince()),
                OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    private static Member partner(ClusterView view, PartnerView partner, long nowNs) {
        Heartbeat said = partner.heartbeat();
        return new Member(said.name(), ClusterCounters.label(said.role()), said.healthy(),
                said.healthy() ? List.of() : List.of(said.unhealthy()), label(said.overlay()), said.progress(), said.epoch(),
                said.configVersion(), said.holder() == Holder.SELF, Optional.empty(),
                OptionalLong.of(Duration.ofNanos(nowNs - partner.heardNs()).toMillis()), OptionalLong.of(partner.aheadMs()),
                Optional.of(said.configDigest() == view.settings().configDigest()));
    }

    private static Member unheard(String name) {
        return new Member(name, "unknown", false, List.of("it was never heard since this daemon started"), "unknown", 0, 0, 0, false,
                Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), Optional.empty());
    }

    private static String link(ClusterView view) {
        if (view.reaches()) {
            return view.reached() ? "both" : "out";
        }
        return view.reached() ? "in" : "none";
    }

    private static Holdings holdings(HoldingsStatus status) {
        return new Holdings(label(status.holder()), status.total(), status.settled(), status.complete(),
                status.remainingNs() < 0 ? OptionalLong.empty() : OptionalLong.of(Duration.ofNanos(status.remainingNs()).toMillis()),
                status.problems());
    }

    private static Decided decided(ClusterView.Told told) {
        return new Decided(told.at(), told.decision().epoch(), ClusterCounters.label(told.decision().from()),
                ClusterCounters.label(told.decision().to()), told.decision().reason());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
