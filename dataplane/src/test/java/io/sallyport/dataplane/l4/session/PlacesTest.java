package io.sallyport.dataplane.l4.session;

import static io.sallyport.dataplane.l4.plan.TransportProtocol.TCP;
import static io.sallyport.dataplane.l4.plan.TransportProtocol.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.status.SessionEnd;
import io.sallyport.dataplane.l4.status.SessionView;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a place, and whose, on a clock that only the test moves. */
class PlacesTest {

    private static final int PLACES = 4;

    private final Tally all = new Tally();
    private final Places places = new Places(all);
    private final List<Long> gaveWay = new ArrayList<>();
    private long ids;
    private long nowNs = Long.MAX_VALUE - Places.GRACE_NS; // the clock of the JVM may pass over

    @BeforeEach
    void limit() {
        places.max(PLACES);
    }

    /** A UDP session that has been let in. */
    private Silent begun() {
        assertThat(places.take(UDP, nowNs)).isEmpty();
        Silent session = new Silent(++ids, gaveWay);
        places.unproven(session, nowNs);
        return session;
    }

    private void end(Silent session) {
        places.proven(session);
        places.giveBack(UDP);
    }

    @Test
    void udpHasHalfOfThePlaces() {
        begun();
        begun();

        assertThat(places.take(UDP, nowNs)).contains(SessionEnd.UDP_LIMIT);
        assertThat(places.take(TCP, nowNs)).isEmpty();
        assertThat(places.take(TCP, nowNs)).isEmpty();
        assertThat(places.take(TCP, nowNs)).contains(SessionEnd.TOTAL_LIMIT);
        assertThat(gaveWay).isEmpty();
    }

    @Test
    void oneOfOneMayBeUdps() {
        places.max(1);
        begun();

        assertThat(places.take(UDP, nowNs)).contains(SessionEnd.UDP_LIMIT);
    }

    @Test
    void withoutALimitThereIsNoShare() {
        places.max(0);
        for (int i = 0; i < 100; i++) {
            begun();
        }
        nowNs += Places.GRACE_NS;

        assertThat(places.take(UDP, nowNs)).isEmpty();
        assertThat(gaveWay).isEmpty();
    }

    @Test
    void theOldestThatIsNotProvenGivesWayToADatagram() {
        Silent proven = begun();
        Silent oldest = begun();
        places.proven(proven);
        nowNs += Places.GRACE_NS;

        begun();

        assertThat(gaveWay).containsExactly(oldest.id());
        end(oldest);
        assertThat(all.sessions()).isEqualTo(2);
    }

    @Test
    void itGivesWayToAStreamOnlyWhenAllPlacesAreTaken() {
        Silent oldest = begun();
        nowNs += Places.GRACE_NS;
        for (int i = 1; i < PLACES; i++) {
            assertThat(places.take(TCP, nowNs)).isEmpty();
        }
        assertThat(gaveWay).isEmpty();

        assertThat(places.take(TCP, nowNs)).isEmpty();

        assertThat(gaveWay).containsExactly(oldest.id());
        assertThat(places.take(TCP, nowNs)).contains(SessionEnd.TOTAL_LIMIT);
    }

    @Test
    void nobodyGivesWayBeforeItsTime() {
        begun();
        begun();
        nowNs += Places.GRACE_NS - 1;

        assertThat(places.take(UDP, nowNs)).contains(SessionEnd.UDP_LIMIT);
        nowNs++;
        assertThat(places.take(UDP, nowNs)).isEmpty();
        assertThat(gaveWay).containsExactly(1L);
    }

    /** Each newcomer takes one place, before the one that gave way has left it. */
    @Test
    void eachGivesWayOnce() {
        Silent first = begun();
        Silent second = begun();
        nowNs += Places.GRACE_NS;
        begun();
        begun();

        assertThat(places.take(UDP, nowNs)).contains(SessionEnd.UDP_LIMIT);
        assertThat(gaveWay).containsExactly(first.id(), second.id());
        end(first);
        end(second);
        assertThat(all.sessions()).isEqualTo(2);
        assertThat(places.take(UDP, nowNs)).contains(SessionEnd.UDP_LIMIT);
    }

    @Test
    void whoHasEndedDoesNotGiveWay() {
        end(begun());
        nowNs += Places.GRACE_NS;
        begun();
        begun();

        assertThat(places.take(UDP, nowNs)).contains(SessionEnd.UDP_LIMIT);
        assertThat(gaveWay).isEmpty();
    }

    /** Knows its id, and notes that it is asked to end. */
    private record Silent(long id, List<Long> gaveWay) implements Session {

        @Override
        public void abort(SessionEnd why) {
            assertThat(why).isEqualTo(SessionEnd.GAVE_WAY);
            gaveWay.add(id);
        }

        @Override
        public TransportProtocol protocol() {
            return UDP;
        }

        @Override
        public SessionGroup group() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Upstream upstream() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long bytesIn() {
            return 0;
        }

        @Override
        public long bytesOut() {
            return 0;
        }

        @Override
        public boolean uses(Set<InetAddress> own) {
            return false;
        }

        @Override
        public InetAddress client() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public SessionView view(long now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void drain(long deadlineNs, SessionEnd why) {
            throw new UnsupportedOperationException();
        }
    }
}
