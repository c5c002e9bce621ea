package io.sallyport.control.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventLogTest {

    private static final Clock AT_ZERO = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final EventLog events = new EventLog(AT_ZERO);

    private void happen(int count) {
        for (int i = 0; i < count; i++) {
            events.info("test", "event", Map.of());
        }
    }

    @Test
    void numbersRiseAndTheOldestAreForgotten() {
        happen(1_500);
        assertThat(events.lastId()).isEqualTo(1_500);
        assertThat(events.after(0)).hasSize(1_000).first().extracting(Happening::id).isEqualTo(501L);
        assertThat(events.after(1_498)).extracting(Happening::id).containsExactly(1_499L, 1_500L);
    }

    @Test
    void whoFollowsMissesNothingAndIsToldNothingTwice() throws InterruptedException {
        List<Long> told = new CopyOnWriteArrayList<>();
        happen(10);
        Thread busy = Thread.ofPlatform().start(() -> happen(500));
        EventLog.Subscription subscription = events.follow(5, happening -> told.add(happening.id()));
        busy.join();
        subscription.close();
        happen(1);
        assertThat(told).containsExactlyElementsOf(LongStream.rangeClosed(6, 510).boxed().toList());
    }

    /** A follower of the life before names the last event that it saw there. */
    @Test
    void theNumbersOfTheNextLifeAreBehindThoseOfTheLast() {
        happen(1_500);
        EventLog next = new EventLog(Clock.offset(AT_ZERO, Duration.ofSeconds(1)));
        next.info("test", "the first", Map.of());
        assertThat(next.after(events.lastId())).extracting(Happening::message).containsExactly("the first");
    }

    @Test
    @Timeout(60)
    void aLogThatIsNotReadStopsNobodyAndItIsCountedWhatItLacks() {
        CountDownLatch read = new CountDownLatch(1);
        List<Long> logged = new CopyOnWriteArrayList<>();
        LogWriter stuck = new LogWriter(happening -> {
            awaitUninterruptibly(read);
            logged.add(happening.id());
        });
        EventLog unread = new EventLog(AT_ZERO, stuck);
        for (int i = 0; i < 3_000; i++) {
            unread.info("test", "event", Map.of());
        }
        assertThat(unread.after(0)).hasSize(1_000);
        // one is being written, a thousand wait
        assertThat(stuck.leftOut()).isBetween(1_999L, 2_000L);

        read.countDown();
        unread.close();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(logged).hasSizeBetween(1_000, 1_001));
        assertThat(logged).isSorted();
        assertThat(stuck.leftOut()).as("said in the log").isZero();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
