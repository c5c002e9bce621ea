package io.sallyport.dataplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.dataplane.port.AllocationProbe;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollerTest {

    private static final long FOR_EVER = -1;

    private final Poller poller = new Poller();

    @AfterEach
    void close() {
        poller.close();
        poller.close();
    }

    @Test
    void returnsFalseWhenTimeHasPassed() {
        assertThat(poller.await(0)).isFalse();
        long before = System.nanoTime();
        assertThat(poller.await(2_000_000)).isFalse();
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    void aWakeupBeforeTheWaitEndsItOnce() {
        poller.wakeup();
        poller.wakeup();

        assertThat(poller.await(FOR_EVER)).isTrue();
        assertThat(poller.await(0)).isFalse();
    }

    @Test
    void anyThreadWakes() throws Exception {
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(() -> poller.await(FOR_EVER));

        poller.wakeup();

        assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void isReadyAsLongAsADescriptorIsReadable() {
        int eventfd = Kernel.LIBC.eventfd(1, 0);
        poller.add(eventfd);
        assertThat(poller.await(FOR_EVER)).isTrue();
        assertThat(poller.await(FOR_EVER)).isTrue();

        poller.remove(eventfd);
        assertThat(poller.await(0)).isFalse();
        Kernel.LIBC.close(eventfd);
    }

    @Test
    void refusesADescriptorThatIsNotOpen() {
        assertThatThrownBy(() -> poller.add(1_000_000)).hasMessageContaining("descriptor 1000000")
                .hasMessageContaining("EBADF");
    }

    @Test
    void allocatesNothing() {
        AllocationProbe.assertAllocatesNothing(500, () -> {
            poller.wakeup();
            poller.await(1000);
        });
    }
}
