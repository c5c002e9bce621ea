package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

/**
 * The rules of a member, as one function without side effects. Each step first finds out whether this member was late, then takes
 * the event in, then decides by what is true now: no rule depends on having seen a particular event.
 */
final class ClusterMachine {

    private ClusterMachine() {
    }

    static Step step(ClusterState state, Event event, long nowNs) {
        ClusterSettings settings = event instanceof Event.SettingsChanged changed ? changed.settings() : state.settings();
        Turn turn = new Turn(state, settings, nowNs);
        late(turn, state.steppedNs());
        take(turn, event);
        Role before;
        do {
            before = turn.role;
            decide(turn);
        } while (turn.role != before);
        return turn.finish();
    }

    /** A member that was paused takes its hands off before it looks at anything. */
    private static void late(Turn turn, long steppedNs) {
        long gap = turn.nowNs - steppedNs;
        if (gap > turn.settings.intervalNs() / 2) {
            turn.partner = turn.partner.notListenedTo(gap, turn.timing.timeoutNs() - turn.settings.intervalNs(), turn.nowNs);
            turn.tell = true;
        }
        if (turn.role.claims() && gap >= turn.timing.leaseNs()) {
            turn.standDown(Role.FENCED, "this member did not run for " + gap / 1_000_000 + " ms");
        } else if ((turn.role == Role.ACTIVE || turn.role == Role.RELINQUISHING) && turn.nowNs >= turn.claim.leaseUntilNs()) {
            turn.standDown(Role.FENCED, "the lease ran out: " + (turn.quiet() && turn.arbiter()
                    ? "the partner is silent, and nothing has confirmed for " + turn.timing.trustNs() / 1_000_000
                            + " ms that the cluster is here"
                    : "the partner has not said for " + turn.timing.leaseNs() / 1_000_000 + " ms that it hears this member"));
        }
    }

    private static void take(Turn turn, Event event) {
        switch (event) {
            case Event.Tick tick -> { }
            case Event.HeartbeatReceived received -> heartbeat(turn, received.heartbeat());
            case Event.LinkChanged link -> link(turn, link);
            case Event.HealthChanged changed -> health(turn, changed.health());
            case Event.SettingsChanged changed -> {
                turn.refusal = Refusal.NONE;
                turn.tell = true;
            }
            case Event.HoldingsChanged changed -> turn.holdings = changed.status();
            case Event.MakeActive wish -> OperatorRules.makeActive(turn);
            case Event.Relinquish wish -> OperatorRules.relinquish(turn);
            case Event.Drained drained -> HandOverRules.drained(turn);
            case Event.Stop stop -> OperatorRules.stop(turn);
            case Event.CallFinished finished -> throw new IllegalArgumentException("the planner's event: " + finished);
        }
    }

    private static void heartbeat(Turn turn, Heartbeat heartbeat) {
        if (!heartbeat.name().equals(turn.settings.partner()) || turn.partner.outdated(heartbeat, turn.nowNs)) {
            return;
        }
        Heartbeat last = turn.partner.last();
        boolean news = heartbeat.incarnation() != last.incarnation() || heartbeat.role() != last.role()
                || heartbeat.epoch() != last.epoch() || heartbeat.yielding() != last.yielding()
                || heartbeat.wantsActive() != last.wantsActive();
        turn.tell |= news;
        if (news && turn.role.claims() && last.role().claims() != heartbeat.role().claims()) {
            turn.act(new Action.Observe());
        }
        if (!turn.heard()) {
            turn.partner = turn.partner.unwell();
        }
        turn.partner = turn.partner.heard(heartbeat, turn.incarnation, true, turn.nowNs);
        boolean well = heartbeat.role() == Role.STANDBY && turn.other().fit();
        if (!well) {
            turn.partner = turn.partner.unwell();
        }
        turn.knownEpoch = Math.max(turn.knownEpoch, heartbeat.epoch());
    }

    private static void link(Turn turn, Event.LinkChanged changed) {
        if (changed.foundNs() >= turn.partner.heardNs()) {
            turn.partner = turn.partner.found(changed.link(), changed.foundNs());
        }
    }

    private static void health(Turn turn, Health health) {
        turn.tell |= !health.causes().equals(turn.health.causes()) || health.overlay() != turn.health.overlay();
        turn.health = health;
        if (health.overlay() != Health.Overlay.DOWN) {
            turn.overlayDownSinceNs = NEVER;
        } else if (turn.overlayDownSinceNs == NEVER) {
            turn.overlayDownSinceNs = turn.nowNs;
        }
    }

    private static void decide(Turn turn) {
        switch (turn.role) {
            case STARTING, FENCED -> ObservingRules.apply(turn);
            case STANDBY -> StandbyRules.apply(turn);
            case PROMOTING -> ClaimRules.promoting(turn);
            case ACTIVE -> ClaimRules.active(turn);
            case RELINQUISHING -> HandOverRules.apply(turn);
            case STOPPED -> { }
        }
    }
}
