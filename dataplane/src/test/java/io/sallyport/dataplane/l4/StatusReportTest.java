package io.sallyport.dataplane.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.dataplane.l4.plan.TransportProtocol;
import io.sallyport.dataplane.l4.session.Session;
import io.sallyport.dataplane.l4.session.SessionGroup;
import io.sallyport.dataplane.l4.session.SessionIdentity;
import io.sallyport.dataplane.l4.session.SessionRegistry;
import io.sallyport.dataplane.l4.session.SilentSession;
import io.sallyport.dataplane.l4.session.Tally;
import io.sallyport.dataplane.l4.session.Upstream;
import io.sallyport.dataplane.l4.status.SessionEnd;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures that are read while sessions come and go. */
class StatusReportTest {

    private static final int BYTES = 1_000;

    private final SessionRegistry registry = new SessionRegistry();
    private final SessionGroup group = new SessionGroup("web");
    private final Upstream upstream = new Upstream("web", new Tally());

    @Test
    void aSessionThatEndsWhileItIsAskedIsCountedOnce() {
        SessionIdentity identity = new SessionIdentity(registry.nextId(), TransportProtocol.TCP, group, upstream);
        registry.admit(group, TransportProtocol.TCP, 0);
        registry.add(new SilentSession(identity) {
            private boolean asked;

            @Override
            public long bytesIn() {
                if (!asked) {
                    asked = true;
                    registry.end(this, SessionEnd.CLOSED);
                }
                return BYTES;
            }
        });

        assertThat(shown()).isEqualTo(BYTES);
        assertThat(shown()).isEqualTo(BYTES);
    }

    /** Between the two sums. */
    @Test
    void aSessionThatIsMissedForOnceTakesNothingBack() {
        List<Session> live = List.of(new SilentSession(new SessionIdentity(1, TransportProtocol.TCP, group, upstream)) {
            @Override
            public long bytesIn() {
                return BYTES;
            }
        });
        Tally tally = group.tally();
        assertThat(tally.shownIn(StatusReport.payload(List.of(tally), live).get(tally).in())).isEqualTo(BYTES);
        assertThat(tally.shownIn(StatusReport.payload(List.of(tally), List.of()).get(tally).in())).isEqualTo(BYTES);
    }

    private long shown() {
        Tally tally = group.tally();
        return tally.shownIn(StatusReport.payload(List.of(tally), registry.sessions()).get(tally).in());
    }
}
