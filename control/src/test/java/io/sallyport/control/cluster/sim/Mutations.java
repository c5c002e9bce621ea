package io.sallyport.control.cluster.sim;

import io.sallyport.control.cluster.Action;
import io.sallyport.control.cluster.Event;
import io.sallyport.control.cluster.Heartbeat;
import io.sallyport.control.cluster.Link;
import io.sallyport.control.cluster.Role;
import io.sallyport.control.cluster.holdings.Call;
import io.sallyport.control.cluster.holdings.Holder;
import io.sallyport.control.cluster.holdings.Holding;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The mistakes that other people's products have made, each as a member that makes it. */
enum Mutations {

    /** keepalived #950: what was done once for a role is not done again, whatever the world looks like. */
    EDGE_TRIGGERED(EdgeTriggered::new),

    /** A failed or throttled Describe says that nobody has anything. */
    ERROR_READ_AS_ABSENT(ErrorAsAbsent::new),

    /** Nobody takes its right to forward away from a member. */
    NO_FENCING(NoFencing::new),

    /** The lease is counted from what was sent, not from what the partner is known to have heard. */
    LEASE_FROM_SENDING(LeaseFromSending::new),

    /** A woken process sends what it had planned before it was frozen, and the SDK's own retries go on after a demotion. */
    LATE_WRITER(LateWriter::new),

    /** A claim with a higher epoch is not listened to. */
    EPOCHS_IGNORED(() -> new Bent(beat -> with(beat, 0, beat.role()))),

    /** The winner does not wait for the loser to have released. */
    WINNER_DOES_NOT_WAIT(() -> new Bent(beat -> with(beat, beat.epoch(),
            beat.role() == Role.RELINQUISHING ? Role.STANDBY : beat.role()))),

    /** A connection that closes, or cannot be made, is taken for a partner that is dead. */
    SILENCE_IS_DEATH(SilenceIsDeath::new),

    /** The first route that is answered with an error is given up. */
    HALF_A_FAILOVER(HalfFailover::new),

    /** The operating system's address stays when the role goes. */
    ADDRESS_LEFT_BEHIND(AddressLeftBehind::new),

    /** Takes heartbeats from a buffer for signs of life: their echo is believed to be fresh. */
    STALE_ECHO_BELIEVED(StaleEcho::new),

    /** On a LAN: a burst of announcements with the role, and then silence for as long as it lasts; keepalived's default. */
    ANNOUNCED_ONCE(AnnouncedOnce::new),

    /** On a LAN: a woken process announces what was overdue, before it has found out that it slept. */
    ANNOUNCED_ASLEEP(AnnouncedAsleep::new);

    private final Supplier<Mutation> maker;

    Mutations(Supplier<Mutation> maker) {
        this.maker = maker;
    }

    Mutation make() {
        return maker.get();
    }

    private static Heartbeat with(Heartbeat beat, long claimEpoch, Role role) {
        return new Heartbeat(beat.name(), beat.incarnation(), beat.sentNs(), beat.echoIncarnation(), beat.echoNs(), role, beat.epoch(),
                Math.min(claimEpoch, beat.claimEpoch()), beat.yielding(), beat.wantsActive(), beat.unhealthy(), beat.overlay(),
                beat.progress(), beat.configVersion(), beat.configDigest(), beat.configuredActive(), beat.holder());
    }

    private static Heartbeat echoing(Heartbeat beat, long incarnation, long echoNs) {
        return new Heartbeat(beat.name(), beat.incarnation(), beat.sentNs(), incarnation, echoNs, beat.role(), beat.epoch(),
                beat.claimEpoch(), beat.yielding(), beat.wantsActive(), beat.unhealthy(), beat.overlay(),
                beat.progress(), beat.configVersion(), beat.configDigest(), beat.configuredActive(), beat.holder());
    }

    /** Hears every heartbeat differently. */
    private record Bent(UnaryOperator<Heartbeat> bend) implements Mutation {
        @Override
        public Event hears(Event event, long nowNs) {
            return event instanceof Event.HeartbeatReceived beat ? new Event.HeartbeatReceived(bend.apply(beat.heartbeat())) : event;
        }
    }

    /** Lets the first attempt of every write in a role through, and answers the others with a lie. */
    private static final class EdgeTriggered implements Mutation {
        private final Set<Object> done = new HashSet<>();

        @Override
        public List<Action> does(List<Action> actions, long nowNs) {
            List<Action> left = new ArrayList<>();
            for (Action action : actions) {
                if (action instanceof Action.RoleChanged) {
                    done.clear();
                }
                boolean repeated = action instanceof Action.Start start && start.call().operation() instanceof Operation.Write write
                        && !done.add(write);
                if (!repeated) {
                    left.add(action);
                }
            }
            return left;
        }
    }

    private static final class ErrorAsAbsent implements Mutation {
        private final Map<Long, List<? extends Holding>> asked = new HashMap<>();

        @Override
        public List<Action> does(List<Action> actions, long nowNs) {
            for (Action action : actions) {
                if (action instanceof Action.Start(Call call)) {
                    // a restarted member counts from one again
                    asked.remove(call.id());
                    switch (call.operation()) {
                        case Operation.DescribeAddresses read -> asked.put(call.id(), read.addresses());
                        case Operation.DescribeRoutes read -> asked.put(call.id(), read.routes());
                        default -> { }
                    }
                }
            }
            return actions;
        }

        @Override
        public Event hears(Event event, long nowNs) {
            if (event instanceof Event.CallFinished(long id, Outcome outcome) && asked.containsKey(id)) {
                List<? extends Holding> things = asked.remove(id);
                if (!(outcome instanceof Outcome.Seen)) {
                    Map<Holding, Holder> absent = new HashMap<>();
                    things.forEach(thing -> absent.put(thing, Holder.ABSENT));
                    return new Event.CallFinished(id, new Outcome.Seen(absent));
                }
            }
            return event;
        }
    }

    private static final class NoFencing implements Mutation {
        @Override
        public List<Action> does(List<Action> actions, long nowNs) {
            return actions.stream().filter(action -> !(action instanceof Action.Fence))
                    .map(action -> action instanceof Action.RenewLease ? new Action.RenewLease(Long.MAX_VALUE) : action).toList();
        }
    }

    private static final class LeaseFromSending implements Mutation {
        private long incarnation;
        private long sentNs;

        @Override
        public List<Action> does(List<Action> actions, long nowNs) {
            for (Action action : actions) {
                if (action instanceof Action.SendHeartbeat(Heartbeat beat)) {
                    incarnation = beat.incarnation();
                    sentNs = beat.sentNs();
                }
            }
            return actions;
        }

        @Override
        public Event hears(Event event, long nowNs) {
            return event instanceof Event.HeartbeatReceived beat
                    ? new Event.HeartbeatReceived(echoing(beat.heartbeat(), incarnation, sentNs)) : event;
        }
    }

    private static final class LateWriter implements Mutation {
        @Override
        public boolean checksEpoch() {
            return false;
        }

        @Override
        public boolean retriesByItself() {
            return true;
        }
    }

    private static final class SilenceIsDeath implements Mutation {
        @Override
        public Event hears(Event event, long nowNs) {
            return event instanceof Event.LinkChanged link && link.link() != Link.UP
                    ? new Event.LinkChanged(Link.REFUSED, link.foundNs()) : event;
        }
    }

    private static final class HalfFailover implements Mutation {
        private final Set<Long> routes = new HashSet<>();

        @Override
        public List<Action> does(List<Action> actions, long nowNs) {
            for (Action action : actions) {
                if (action instanceof Action.Start start && start.call().operation() instanceof Operation.ReplaceRoute) {
                    routes.add(start.call().id());
                }
            }
            return actions.stream().filter(action -> !(action instanceof Action.Start start
                    && start.call().operation() instanceof Operation.DescribeRoutes)).toList();
        }

        @Override
        public Event hears(Event event, long nowNs) {
            return event instanceof Event.CallFinished(long id, Outcome outcome) && routes.remove(id)
                    ? new Event.CallFinished(id, new Outcome.Done()) : event;
        }
    }

    private static final class AddressLeftBehind implements Mutation {
        @Override
        public boolean removesAddresses() {
            return false;
        }
    }

    private static final class AnnouncedOnce implements Mutation {
        @Override
        public boolean speaksAfter(Duration delay) {
            return delay.compareTo(Duration.ofSeconds(5)) < 0;
        }
    }

    private static final class AnnouncedAsleep implements Mutation {
        @Override
        public boolean looksBeforeItSpeaks() {
            return false;
        }
    }

    private static final class StaleEcho implements Mutation {
        @Override
        public Event hears(Event event, long nowNs) {
            return event instanceof Event.HeartbeatReceived beat && beat.heartbeat().echoIncarnation() != 0
                    ? new Event.HeartbeatReceived(echoing(beat.heartbeat(), beat.heartbeat().echoIncarnation(), nowNs)) : event;
        }
    }
}
