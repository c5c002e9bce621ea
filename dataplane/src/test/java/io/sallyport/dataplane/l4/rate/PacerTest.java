package io.sallyport.dataplane.l4.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MS = 1_000_000L;
    private static final long RATE = 12_500_000; // 100 Mbit/s

    private final Pacer pacer = new Pacer();

    @Test
    void letsEverythingPassWithoutARate() {
        assertThat(pacer.unlimited()).isTrue();
        assertThat(pacer.reserve(Long.MAX_VALUE, 0)).isZero();
        assertThat(pacer.reserve(1, 0)).isZero();
    }

    @Test
    void keepsTheRateOverAnyWindowFromTheFirstByteOn() {
        pacer.bytesPerSecond(RATE);
        SplittableRandom random = new SplittableRandom(7);
        long startNs = Long.MAX_VALUE - SECOND; // the clock wraps on the way
        long nowNs = startNs;
        long bytes = 0;
        while (nowNs - startNs < 10 * SECOND) {
            int piece = random.nextInt(1, pacer.piece() + 1);
            nowNs += pacer.reserve(piece, nowNs);
            bytes += piece;
            long allowed = (long) (RATE * ((nowNs - startNs) / 1e9 + 0.050)) + 1;
            assertThat(bytes).isLessThanOrEqualTo(allowed);
        }
        assertThat(bytes).isGreaterThan((long) (RATE * 9.9));
    }

    @Test
    void aPauseSavesUpNoMoreThanTheBurst() {
        pacer.bytesPerSecond(RATE);
        pacer.reserve(1, 0);
        long nowNs = 60 * SECOND;
        long sentAtOnce = 0;
        while (pacer.reserve(10_000, nowNs) == 0) {
            sentAtOnce += 10_000;
        }
        assertThat(sentAtOnce).isBetween(RATE / 100, RATE / 20);
    }

    @Test
    void sessionsTakeTheirPlacesOneAfterTheOther() {
        pacer.bytesPerSecond(1_000_000);
        long first = pacer.reserve(40_000, 0);
        long second = pacer.reserve(40_000, 0);
        long third = pacer.reserve(40_000, 0);
        assertThat(first).isZero();
        assertThat(second).isEqualTo(20 * MS);
        assertThat(third).isEqualTo(60 * MS);
    }

    /** Datagrams of one connector come by several loops. */
    @Test
    void whatIsNotTakenReservesNothing() throws Exception {
        pacer.bytesPerSecond(1_000_000);
        long byteNs = 1_000;
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int round = 1; round <= 500; round++) {
                long nowNs = round * SECOND;
                int taken = 0;
                Callable<Integer> taking = () -> takeAll(together, nowNs);
                for (Future<Integer> taker : threads.invokeAll(List.of(taking, taking))) {
                    taken += taker.get();
                }
                assertThat(taken).isEqualTo((int) (Pacer.BURST_NS / byteNs) + 1);
                assertThat(pacer.take(1, nowNs + byteNs)).isTrue();
            }
        }
    }

    private int takeAll(CyclicBarrier together, long nowNs) throws Exception {
        together.await(30, TimeUnit.SECONDS);
        int taken = 0;
        while (pacer.take(1, nowNs)) {
            taken++;
        }
        return taken;
    }

    @Test
    void aNewRateHoldsAtOnce() {
        pacer.bytesPerSecond(1_000);
        pacer.reserve(100, 0);
        pacer.bytesPerSecond(0);
        assertThat(pacer.reserve(1_000_000, 0)).isZero();
        pacer.bytesPerSecond(1_000_000_000);
        assertThat(pacer.reserve(1_000, 10 * SECOND)).isZero();
    }

    @Test
    void piecesGrowWithTheRateWithinBounds() {
        pacer.bytesPerSecond(1_000);
        assertThat(pacer.piece()).isEqualTo(1_500);
        pacer.bytesPerSecond(RATE);
        assertThat(pacer.piece()).isEqualTo(250_000);
        pacer.bytesPerSecond(Long.MAX_VALUE);
        assertThat(pacer.piece()).isEqualTo(256 * 1024);
    }

    /** Datagrams are not held back: what does not fit now is refused, and takes nobody's place. */
    @Test
    void takesOnlyWhatMayGoNow() {
        assertThat(pacer.take(Long.MAX_VALUE, 0)).isTrue();
        pacer.bytesPerSecond(1_000);
        assertThat(pacer.take(20, 0)).as("the burst of 20 ms").isTrue();
        assertThat(pacer.take(100, 0)).as("the line is free").isTrue();
        assertThat(pacer.take(1, 99 * MS)).as("until those have gone").isFalse();
        assertThat(pacer.take(1, 100 * MS)).isTrue();
    }
}
