package io.sallyport.control.cluster;

import static io.sallyport.control.cluster.holdings.HoldingsStatus.NEVER;

import io.sallyport.control.cluster.holdings.Goal;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import java.util.ArrayList;
import java.util.List;

/** One step in the making: the state as it changes, the actions as they come up, and what the rules ask again and again. */
final class Turn {

    static final int HISTORY = 64;

    final long nowNs;
    final Timing timing;
    final long incarnation;
    ClusterSettings settings;
    Role role;
    long roleSinceNs;
    long knownEpoch;
    Claim claim;
    Partner partner;
    Wishes wishes;
    Health health;
    long overlayDownSinceNs;
    Refusal refusal;
    HoldingsStatus holdings;
    long deadlineNs;
    boolean draining;
    /** Say it now, not with the next beat. */
    boolean tell;

    private final ClusterState before;
    private List<Decision> history;
    private List<Action> actions = List.of();

    Turn(ClusterState state, ClusterSettings settings, long nowNs) {
        before = state;
        this.nowNs = nowNs;
        this.settings = settings;
        timing = settings == state.settings() ? state.timing() : Timing.of(settings);
        incarnation = state.incarnation();
        role = state.role();
        roleSinceNs = state.roleSinceNs();
        knownEpoch = state.knownEpoch();
        claim = state.claim();
        partner = state.partner();
        wishes = state.wishes();
        health = state.health();
        overlayDownSinceNs = state.overlayDownSinceNs();
        refusal = state.refusal();
        holdings = state.holdings();
        deadlineNs = state.deadlineNs();
        draining = state.draining();
        history = state.history();
    }

    // ---- what the rules do

    void act(Action action) {
        if (actions.isEmpty()) {
            actions = new ArrayList<>(4);
        }
        actions.add(action);
    }

    void become(Role to, String reason) {
        Role from = role;
        role = to;
        roleSinceNs = nowNs;
        tell = true;
        record(from, reason);
        if (from != to) {
            act(new Action.RoleChanged(from, to, claim.epoch()));
        }
    }

    /** A wish that was not granted, or something else that an operator would ask about. */
    void note(String reason) {
        record(role, reason);
    }

    private void record(Role from, String reason) {
        Decision decision = new Decision(nowNs, claim.epoch(), from, role, reason);
        List<Decision> longer = new ArrayList<>(history.subList(Math.max(0, history.size() - HISTORY + 1), history.size()));
        longer.add(decision);
        history = List.copyOf(longer);
        act(new Action.Decided(decision));
    }

    /** Lays hands on the cluster; it forwards nothing before the arbiter and the partner, or its silence, allow it. */
    void promote(String reason) {
        knownEpoch++;
        claim = Claim.made(knownEpoch, nowNs);
        holdings = HoldingsStatus.UNKNOWN;
        wishes = wishes.claimed();
        become(Role.PROMOTING, reason);
    }

    /** Takes its hands off at once: not by its own choice. */
    void standDown(Role to, String reason) {
        takeHandsOff(to, reason, false);
    }

    /** The same in good order: it has handed over, or leaves. */
    void letGo(Role to, String reason) {
        takeHandsOff(to, reason, true);
    }

    private void takeHandsOff(Role to, String reason, boolean orderly) {
        claim = claim.unleased();
        draining = false;
        act(new Action.Fence(reason, orderly));
        wishes = wishes.withoutAsking(false);
        become(to, reason);
    }

    // ---- what the rules ask

    boolean heard() {
        return partner.everHeard() && !gone() && nowNs - partner.silentSinceNs() < timing.timeoutNs();
    }

    /** Silent for long enough to ask EC2, not for long enough to act. */
    boolean quiet() {
        return !partner.everHeard() || nowNs - partner.silentSinceNs() >= timing.quietNs();
    }

    long silentNs() {
        return nowNs - partner.silentSinceNs();
    }

    /** It heard something that this member sent within the last timeout, and since it last woke up: its word is no old one. */
    boolean freshlyHeard() {
        return heard() && nowNs - partner.echoedNs() < timing.timeoutNs() && partner.echoedNs() >= partner.listeningSinceNs();
    }

    /** Its process does not run: nobody listens on its port, or it said that it leaves. */
    boolean gone() {
        boolean refused = partner.link() == Link.REFUSED && nowNs - partner.linkFoundNs() < timing.timeoutNs();
        boolean left = partner.last().role() == Role.STOPPED && nowNs - partner.heardNs() < timing.timeoutNs();
        return refused || left;
    }

    boolean arbiter() {
        return settings.holdings().hasArbiter();
    }

    /** A cheap look before {@link #self}: most members are well most of the time. */
    boolean mayBeUnwell() {
        return !health.causes().isEmpty() || overlayDownSinceNs != NEVER || refusal != Refusal.NONE;
    }

    Standing self() {
        return Standing.ofSelf(this);
    }

    Standing other() {
        return Standing.ofPartner(this);
    }

    /** Whether the partner could take over right now. */
    boolean partnerCanTakeOver() {
        return freshlyHeard() && partner.last().role() == Role.STANDBY && other().fit();
    }

    // ---- the end

    Step finish() {
        Goal goal = goal();
        boolean alone = quiet();
        long epoch = role.claims() ? claim.epoch() : 0;
        long epochBefore = before.role().claims() ? before.claim().epoch() : 0;
        if (goal != before.goal() || epoch != epochBefore || alone != before.alone()) {
            act(new Action.Pursue(goal, epoch, alone));
        }
        long due = before.heartbeatDueNs();
        if (tell || nowNs >= due) {
            act(new Action.SendHeartbeat(heartbeat()));
            due = nowNs + settings.intervalNs();
        }
        ClusterState after = new ClusterState(settings, timing, incarnation, role, roleSinceNs, knownEpoch, claim, partner, wishes, health,
                overlayDownSinceNs, refusal, holdings, goal, alone, deadlineNs, draining, nowNs, due, history);
        return new Step(after, actions);
    }

    private Goal goal() {
        return switch (role) {
            case STARTING, FENCED -> Goal.OBSERVE;
            case STANDBY, STOPPED -> Goal.STAND_BY;
            case PROMOTING, ACTIVE -> Goal.HOLD;
            case RELINQUISHING -> draining ? Goal.HOLD : Goal.HAND_OVER;
        };
    }

    private Heartbeat heartbeat() {
        return new Heartbeat(settings.self(), incarnation, nowNs, partner.last().incarnation(), partner.last().sentNs(), role,
                knownEpoch, claim.epoch(), wishes.yielding(), wishes.asks(), String.join("; ", self().causes()),
                health.overlay(), health.progress(), settings.configVersion(), settings.configDigest(), settings.configuredActive(),
                holdings.holder());
    }
}
