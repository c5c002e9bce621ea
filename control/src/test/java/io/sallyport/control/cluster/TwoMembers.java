package io.sallyport.control.cluster;

import io.sallyport.control.cluster.holdings.Holdings;
import io.sallyport.control.cluster.holdings.HoldingsStatus;
import io.sallyport.control.cluster.holdings.Operation;
import io.sallyport.control.cluster.holdings.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Two members on one clock that stands until a test moves it; what one says the other hears at once, and every call is answered at once. */
final class TwoMembers {

    static final long MS = 1_000_000;
    static final long INTERVAL_MS = 250;
    static final long TIMEOUT_MS = 1_000;
    static final long HOLD_DOWN_MS = 30_000;
    private static final long TICK_MS = 50;

    /** What is asked of EC2 and of the operating system. */
    interface World {

        Outcome serve(Member asking, Operation operation);
    }

    private record Delivery(Member to, ClusterMember life, Event event) {
    }

    private final Holdings holdings;
    private final World world;
    private final Deque<Delivery> underWay = new ArrayDeque<>();
    private boolean delivering;
    private long incarnations;
    long nowNs = 5_000 * MS;
    final Member a = new Member("a", "b");
    final Member b = new Member("b", "a");

    /** One process after the other of one host. */
    final class Member {

        final String self;
        private final String partner;
        final List<String> decisions = new ArrayList<>();
        final List<Action.Fence> fences = new ArrayList<>();
        ClusterMember machine;
        /** The other one hears nothing of it, and finds nobody who refuses, either. */
        boolean silent;
        private long leaseUntilNs = HoldingsStatus.NEVER;

        private Member(String self, String partner) {
            this.self = self;
            this.partner = partner;
        }

        void starts() {
            ClusterSettings settings = new ClusterSettings(self, partner, "a", ClusterSettings.Mode.AUTO_FAILBACK,
                    TIMEOUT_MS * MS, INTERVAL_MS * MS, HOLD_DOWN_MS * MS, 0, 1, 1, holdings);
            machine = new ClusterMember(settings, ++incarnations, 1, nowNs);
        }

        void dies() {
            machine = null;
            leaseUntilNs = HoldingsStatus.NEVER;
        }

        Role role() {
            return machine.role();
        }

        boolean forwards() {
            return leaseUntilNs > nowNs;
        }

        private Member other() {
            return this == a ? b : a;
        }

        /** Done with all that comes of it. */
        void on(Event event) {
            if (machine != null) {
                underWay.add(new Delivery(this, machine, event));
            }
            if (delivering) {
                return;
            }
            delivering = true;
            for (Delivery next = underWay.poll(); next != null; next = underWay.poll()) {
                if (next.to().machine == next.life()) {
                    next.life().on(next.event(), nowNs).forEach(next.to()::perform);
                }
            }
            delivering = false;
        }

        private void perform(Action action) {
            switch (action) {
                case Action.SendHeartbeat beat when !silent -> other().on(new Event.HeartbeatReceived(beat.heartbeat()));
                case Action.Start start ->
                        on(new Event.CallFinished(start.call().id(), world.serve(this, start.call().operation())));
                case Action.Decided decided -> decisions.add(decided.decision().reason());
                case Action.RenewLease lease -> leaseUntilNs = lease.untilNs();
                case Action.Fence fence -> {
                    leaseUntilNs = HoldingsStatus.NEVER;
                    fences.add(fence);
                }
                default -> { }
            }
        }
    }

    TwoMembers(Holdings holdings, World world) {
        this.holdings = holdings;
        this.world = world;
        a.starts();
        b.starts();
    }

    void elapse(long ms) {
        for (long left = ms; left > 0; left -= TICK_MS) {
            nowNs += TICK_MS * MS;
            for (Member member : List.of(a, b)) {
                if (member.other().machine == null && !member.other().silent) {
                    member.on(new Event.LinkChanged(Link.REFUSED, nowNs));
                }
                member.on(new Event.Tick());
            }
        }
    }
}
