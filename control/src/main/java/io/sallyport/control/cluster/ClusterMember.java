package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.HoldingsPlanner;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * One member: the state machine and the planner of its holdings, joined. All that a driver needs: hand over events with the time,
 * do the actions in their order, remove the cluster's addresses from the operating system before the first event.
 *
 * <p>One thread. Holds no clock and draws its jitter from a seed, so that the same events at the same times give the same actions.
 */
public final class ClusterMember {

    private final HoldingsPlanner planner;
    private ClusterState state;
    private HoldingsStatus reported = HoldingsStatus.UNKNOWN;

    /**
     * @param incarnation of this process, random, not 0
     * @param seed        of the jitter
     */
    public ClusterMember(ClusterSettings settings, long incarnation, long seed, long nowNs) {
        if (incarnation == 0) {
            throw new IllegalArgumentException("incarnation 0 means 'none'; draw another one");
        }
        state = ClusterState.started(settings, incarnation, nowNs);
        planner = new HoldingsPlanner(settings.holdings(), seed, nowNs);
    }

    /** @return what to do now, in this order; the list is the caller's */
    public List<Action> on(Event event, long nowNs) {
        List<Action> out = new ArrayList<>();
        switch (event) {
            case Event.CallFinished finished -> {
                // whoever wakes up with an answer in hand finds out first that it was asleep
                step(new Event.Tick(), nowNs, out);
                planner.finished(finished.id(), finished.outcome(), nowNs);
            }
            case Event.SettingsChanged changed -> {
                if (!changed.settings().self().equals(state.settings().self())) {
                    throw new IllegalArgumentException("a running member is not renamed");
                }
                planner.change(changed.settings().holdings(), nowNs);
                step(event, nowNs, out);
            }
            case Event other -> step(other, nowNs, out);
        }
        report(nowNs, out);
        planner.next(nowNs).forEach(call -> out.add(new Action.Start(call)));
        return sayingOnce(out);
    }

    /**
     * All heartbeats of a turn carry its time, so that the partner would take the first one and leave the others aside as
     * repetitions: only the last one says how the turn ended.
     */
    private static List<Action> sayingOnce(List<Action> actions) {
        boolean said = false;
        for (int i = actions.size() - 1; i >= 0; i--) {
            if (actions.get(i) instanceof Action.SendHeartbeat) {
                if (said) {
                    actions.remove(i);
                }
                said = true;
            }
        }
        return actions;
    }

    /** The machine decides on what the planner sees before the planner acts on it: a claim that is lost is not defended. */
    private void report(long nowNs, List<Action> out) {
        while (planner.status() != reported) {
            HoldingsStatus news = planner.status();
            boolean same = news.equals(reported);
            reported = news;
            if (same) {
                return;
            }
            step(new Event.HoldingsChanged(reported), nowNs, out);
        }
    }

    private void step(Event event, long nowNs, List<Action> out) {
        Step step = ClusterMachine.step(state, event, nowNs);
        state = step.state();
        for (Action action : step.actions()) {
            switch (action) {
                case Action.Pursue pursue -> {
                    planner.want(pursue.goal(), pursue.epoch(), pursue.alone(), nowNs);
                    reported = null;
                }
                case Action.Observe observe -> planner.observe(nowNs);
                case Action other -> out.add(other);
            }
        }
    }

    public ClusterSettings settings() {
        return state.settings();
    }

    /**
     * Of this member's claim, 0 without one: a write that carries another epoch must not be sent, so that a demotion stops even
     * what is about to leave. Owner thread, like all here.
     */
    public long epoch() {
        return state.role().claims() ? state.claim().epoch() : 0;
    }

    /** How far the holdings are; owner thread. */
    public HoldingsStatus holdings() {
        return planner.status();
    }

    public Role role() {
        return state.role();
    }
}
