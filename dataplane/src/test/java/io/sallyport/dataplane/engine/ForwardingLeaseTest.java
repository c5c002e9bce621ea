package io.sallyport.dataplane.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ForwardingLeaseTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final ForwardingLease lease = new ForwardingLease(clock::get);

    @Test
    void aMembersEndsUnlessItIsRenewed() {
        lease.limit();
        assertThat(lease.holdsNow()).isFalse();
        lease.renew(clock.get() + 10);
        assertThat(lease.holdsNow()).isTrue();
        clock.addAndGet(9);
        assertThat(lease.holdsNow()).isTrue();
        clock.addAndGet(1);
        assertThat(lease.holdsNow()).isFalse();
    }

    /** The cluster's thread may have asked whether there is an end just before the conductor took it away. */
    @Test
    void whatComesTooLateGivesANodeThatLeftItsClusterNoEnd() {
        lease.limit();
        lease.unlimited();
        lease.renew(clock.get() + 10);
        clock.addAndGet(10);
        assertThat(lease.holds(clock.get())).isTrue();
        lease.end();
        assertThat(lease.holds(clock.get())).isTrue();
    }
}
