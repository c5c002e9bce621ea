package io.sallyport.dataplane.l4.session;

import static io.sallyport.dataplane.l4.plan.TransportProtocol.TCP;
import static io.sallyport.dataplane.l4.plan.TransportProtocol.UDP;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a place, and whose, on a clock that only the test moves. */
class PlacesTest {

    private static final int PLACES = 4;
    private static final SessionGroup GROUP = new SessionGroup("dns");
    private static final Upstream UPSTREAM = new Upstream("dns", new Tally());

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
    private Session begun() {
        assertThat(places.take(UDP, nowNs)).isEmpty();
        Session session = new SilentSession(new SessionIdentity(++ids, UDP, GROUP, UPSTREAM)) {
            @Override
            public void abort(SessionEnd why) {
                assertThat(why).isEqualTo(SessionEnd.GAVE_WAY);
                gaveWay.add(id());
            }
        };
        places.unproven(session, nowNs);
        return session;
    }

    private void end(Session session) {
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
        Session proven = begun();
        Session oldest = begun();
        places.proven(proven);
        nowNs += Places.GRACE_NS;

        begun();

        assertThat(gaveWay).containsExactly(oldest.id());
        end(oldest);
        assertThat(all.sessions()).isEqualTo(2);
    }

    @Test
    void itGivesWayToAStreamOnlyWhenAllPlacesAreTaken() {
        Session oldest = begun();
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
        Session first = begun();
        Session second = begun();
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
}
